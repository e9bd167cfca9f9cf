/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "planned.h"

/* A plan in short: each entry of one kind as ROLE[?][!]:NAME. R required, C choice, F configured, o optional,
 * H hijack; '?' may be asked for, '!' is only probed. Recovery kernels count as kernels here. */

static const char role_letters[] = {
  [CB_ROLE_REQUIRED] = 'R', [CB_ROLE_CHOICE] = 'C', [CB_ROLE_CONFIGURED] = 'F',
  [CB_ROLE_OPTIONAL] = 'o', [CB_ROLE_HIJACK] = 'H',
};

static char *
describe (const CbBootPlan *plan, CbFileKind kind) {
  const GPtrArray *entries = cb_boot_plan_entries (plan);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    assert_int_not_equal (entry->asked, CB_TRUTH_NO);
    assert_non_null (entry->reason);
    assert_true ((entry->group != 0) == (entry->role == CB_ROLE_CHOICE));
    if (entry->kind == kind)
      g_string_append_printf (text, "%s%c%s%s:%s", text->len > 0 ? " " : "", role_letters[entry->role],
                              entry->asked == CB_TRUTH_MAYBE ? "?" : "", entry->probed_only ? "!" : "",
                              entry->name);
  }
  return g_string_free (text, FALSE);
}

typedef struct {
  const char *model, *files, *config;
  const char *expected;
} Row;

static guint
count_wrong (const Row *rows, gsize n_rows, CbFileKind kind) {
  guint n_wrong = 0;

  for (gsize i = 0; i < n_rows; i++) {
    g_autoptr (CbBootPlan) plan = plan_of (rows[i].model, rows[i].files, rows[i].config, NULL);
    g_autofree char *found = describe (plan, kind);

    if (strcmp (found, rows[i].expected) == 0)
      continue;
    print_error ("%s [%s] <%s>\n  is     %s\n  not    %s\n", rows[i].model, rows[i].files,
                 rows[i].config != NULL ? rows[i].config : "", found, rows[i].expected);
    n_wrong++;
  }
  return n_wrong;
}

static const Row kernels[] = {
  /* defaults */
  { "3b", "kernel7.img", NULL, "C?:kernel8-32.img o?!:kernel8.img C:kernel7.img" },
  { "3b", "kernel.img", NULL, "C?:kernel8-32.img o?!:kernel8.img C:kernel7.img C:kernel.img" },
  { "3b", "kernel8.img kernel7.img", NULL, "C?:kernel8-32.img o?!:kernel8.img C:kernel7.img" },
  { "3b", "kernel8.img", NULL, "C?:kernel8-32.img C:kernel8.img C:kernel7.img C:kernel.img" },
  { "3b", "kernel8.img", "arm_64bit=0", "C?:kernel8-32.img C?:kernel8.img C:kernel7.img C:kernel.img" },
  { "3b", "kernel8.img", "arm_64bit=1", "R:kernel8.img" },
  { "3b", "kernel8.img", "arm_control=0x200", "R:kernel8.img" },
  { "3b", "kernel8.img", "arm_control=0x100", "C?:kernel8-32.img C?:kernel8.img C:kernel7.img C:kernel.img" },
  { "4b", "kernel8.img kernel7l.img", NULL, "C:kernel8.img C?:kernel7l.img" },
  { "4b", "kernel8.img", NULL, "C:kernel8.img C?:kernel7l.img C?:kernel7.img C?:kernel.img" },
  { "4b", "kernel7l.img", NULL, "C:kernel8.img C:kernel7l.img" },
  { "4b", "", NULL, "C:kernel8.img C:kernel7l.img C?:kernel7.img C?:kernel.img" },
  { "4b", "kernel7l.img", "arm_64bit=0", "C?:kernel8-32.img o?!:kernel8.img C:kernel7l.img" },
  { "4b", "", "arm_64bit=1", "R:kernel8.img" },
  { "4b", "", MAYBE "arm_64bit=1", "C:kernel8.img C?:kernel7l.img C?:kernel7.img C?:kernel.img" },
  { "3b", "kernel8.img kernel7.img", MAYBE "arm_64bit=1", "C:kernel8.img C?:kernel7.img" },
  { "5", "kernel_2712.img kernel8.img", NULL, "C:kernel_2712.img" },
  { "5", "kernel8.img", NULL, "C:kernel_2712.img C:kernel8.img" },
  { "5", "kernel8.img", "arm_64bit=0", "C:kernel_2712.img C:kernel8.img" },
  /* named */
  { "4b", "Image", "kernel=Image", "R:Image" },
  { "4b", "", "kernel=", "C:kernel8.img C:kernel7l.img C?:kernel7.img C?:kernel.img" },
  { "4b", "", "kernel=a\nkernel=b", "R:b" },
  { "4b", "", "kernel=a\n" MAYBE "kernel=b", "R?:b R?:a" },
  { "5", "", MAYBE "kernel=b", "R?:b C?:kernel_2712.img C?:kernel8.img" },
  { "4b", "", "[pi3]\nkernel=a\n[pi4]\nkernel=b", "R:b" },
  { "4b", S "start4.elf", NULL,
    "C:" S "kernel8.img C:" S "kernel7l.img C?:" S "kernel7.img C?:" S "kernel.img" },
  { "4b", "", "kernel=/x//y", "R:x/y" },
  { "4b", "", "kernel=../../etc/shadow", "R:../../etc/shadow" },
  { "4b", "", "kernel=/", "" },
  /* a stub of one's own may be all there is */
  { "4b", "RPI_EFI.fd", "arm_64bit=1\narmstub=RPI_EFI.fd", "o:kernel8.img" },
  { "4b", "RPI_EFI.fd", "kernel=Image\narmstub=RPI_EFI.fd", "R:Image" },
  { "4b", "", "arm_64bit=1\narmstub=RPI_EFI.fd", "R:kernel8.img" },
  /* os_prefix */
  { "4b", "new/kernel8.img new/bcm2711-rpi-4-b.dtb", "os_prefix=new/\narm_64bit=1", "R:new/kernel8.img" },
  { "4b", "new/kernel8.img", "os_prefix=new/\narm_64bit=1", "F!:new/kernel8.img R:kernel8.img" },
  { "4b", "new/bcm2711-rpi-4-b.dtb", "os_prefix=new/\narm_64bit=1", "F!:new/kernel8.img R:kernel8.img" },
  { "4b", "new-kernel8.img new-bcm2711-rpi-4-b.dtb", "os_prefix=new-\narm_64bit=1", "R:new-kernel8.img" },
  { "4b", "new/Image new/t.dtb", "os_prefix=new/\nkernel=Image\ndevice_tree=t.dtb", "R:new/Image" },
  { "4b", "a/kernel8.img a/bcm2711-rpi-4-b.dtb", "arm_64bit=1\n" MAYBE "os_prefix=a/",
    "R?:a/kernel8.img R?:kernel8.img" },
  { "4b", "upstream/kernel8.img upstream/bcm2711-rpi-4-b.dtb", "arm_64bit=1\nupstream_kernel=1",
    "R:upstream/kernel8.img" },
  { "4b", "kernel8.img", "arm_64bit=1\nupstream_kernel=1", "o!:upstream/kernel8.img R:kernel8.img" },
  { "4b", "", "arm_64bit=1\nos_prefix=\nupstream_kernel=1", "R:kernel8.img" },
  { "4b", "", "boot_ramdisk=1", "" },
};

static const Row recovery[] = {
  { "3b", "", NULL,
    "H:recovery.elf H:recovery8.img H:recovery8-32.img H:recovery7.img H:recovery.img" },
  { "3b", "", "arm_64bit=1", "H:recovery.elf H:recovery8.img" },
  { "4b", "", "arm_64bit=1", "H:recover4.elf H:recovery.elf H:recovery8.img" },
  { "4b", "", "arm_64bit=0",
    "H:recover4.elf H:recovery.elf H:recovery8.img H:recovery8-32.img H:recovery7l.img H:recovery7.img "
    "H:recovery.img" },
  { "4b", "", NULL,
    "H:recover4.elf H:recovery.elf H:recovery8.img H?:recovery8-32.img H?:recovery7l.img H?:recovery7.img "
    "H?:recovery.img" },
  { "4b", "", "kernel=Image", "H:recover4.elf H:recovery.elf" },
  { "4b", "", "arm_64bit=1\n" MAYBE "kernel=Image", "H:recover4.elf H:recovery.elf H?:recovery8.img" },
  { "4b", "recovery.elf", "kernel=Image",
    "H:recover4.elf H:recovery.elf o?:fixup_rc.dat o?:recovery.cmdline" },
  { "5", "", NULL, "" },
};

static const Row stubs[] = {
  { "3b", "", NULL, "o:armstub8-32.bin" },
  { "3b", "", "arm_64bit=1", "o:armstub8.bin" },
  { "3b", "", "kernel=kernel8.img", "o:armstub8.bin" },
  { "3b", "", "kernel=Image", "o:armstub8-32.bin" },
  { "4b", "", "arm_64bit=1", "o:armstub8-gic.bin" },
  { "4b", "", "arm_64bit=0", "o:armstub8-32-gic.bin" },
  { "4b", "", "kernel=kernel7l.img", "o:armstub8-32-gic.bin" },
  { "4b", "", "kernel=kernel-upstream.img", "o?:armstub8-gic.bin o?:armstub8-32-gic.bin" },
  { "4b", "", "arm_64bit=1\nenable_gic=0", "o:armstub8.bin" },
  { "4b", "", "arm_64bit=0\nenable_gic=0", "o:armstub8-32.bin" },
  { "4b", "", "arm_64bit=1\narm_peri_high=1", "o:armstub8-gic-highperi.bin" },
  { "4b", "", "arm_64bit=1\n" MAYBE "enable_gic=0", "o?:armstub8-gic.bin o?:armstub8.bin" },
  { "5", "", NULL, "o:armstub8-2712.bin" },
  { "5", "", "enable_gic=0", "o:armstub8-2712.bin" },
  { "4b", "", "armstub=RPI_EFI.fd", "F:RPI_EFI.fd" },
  { "4b", "", "arm_64bit=1\narmstub=", "o:armstub8-gic.bin" },
  { "4b", "", "arm_64bit=1\n" MAYBE "armstub=a", "F?:a o?:armstub8-gic.bin" },
  { "4b", "x/kernel8.img x/bcm2711-rpi-4-b.dtb", "arm_64bit=1\nos_prefix=x/", "o:armstub8-gic.bin" },
};

static const Row initramfs[] = {
  { "4b", "kernel8.img", NULL, "" },
  { "4b", "kernel8.img", "initramfs a followkernel", "F:a" },
  { "4b", "kernel8.img", "initramfs a,b,,c 0x00800000", "F:a F:b F:c" },
  { "4b", "kernel8.img", "initramfs a 0", "F:a" },
  { "4b", "kernel8.img", "initramfs a", "F?:a" },
  { "4b", "kernel8.img", "initramfs=a", "F?:a" },
  { "4b", "kernel8.img", "ramfsfile=a,b", "F:a F:b" },
  { "4b", "kernel8.img", "initramfs a followkernel\ninitramfs b followkernel", "F:b F?:a" },
  { "4b", "kernel8.img", "initramfs 0123456789012345678901234567890123456789012345678901234567890123 0",
    "F:0123456789012345678901234567890123456789012345678901234567890123" },
  { "4b", "kernel8.img", "initramfs 01234567890123456789012345678901234567890123456789012345678901234 0",
    "F?:01234567890123456789012345678901234567890123456789012345678901234" },
  { "4b", "p/kernel8.img p/bcm2711-rpi-4-b.dtb", "os_prefix=p/\ninitramfs a 0", "F:p/a" },
  { "4b", "kernel8.img", "initramfs /a 0", "F:a" },
  /* auto_initramfs */
  { "4b", "kernel8.img", "arm_64bit=1\nauto_initramfs=1", "F:initramfs8" },
  { "4b", "kernel7l.img", "arm_64bit=0\nauto_initramfs=1", "F:initramfs7l" },
  { "4b", "kernel8.img kernel7l.img", "auto_initramfs=1", "F?:initramfs8 F?:initramfs7l" },
  { "3b", "kernel7.img", "auto_initramfs=1", "F:initramfs7" },
  { "3b", "kernel.img", "auto_initramfs=1", "F:initramfs" },
  { "3b", "kernel8.img kernel7.img", "auto_initramfs=1", "F:initramfs7" },
  { "5", "kernel_2712.img", "auto_initramfs=1", "F:initramfs_2712" },
  { "5", "kernel8.img", "auto_initramfs=1", "F:initramfs8" },
  { "5", "kernel8.img", "auto_initramfs=1\nauto_initramfs=0", "" },
  { "4b", "Image", "kernel=Image\nauto_initramfs=1", "" },
  { "4b", "kernel8.img", "kernel=kernel8.img\nauto_initramfs=1", "F:initramfs8" },
  { "4b", "kernel8.img", "arm_64bit=1\nauto_initramfs=1\ninitramfs a 0", "F:a o?:initramfs8" },
  { "4b", "kernel8.img", "arm_64bit=1\n" MAYBE "auto_initramfs=1", "F?:initramfs8" },
};

static const Row trees[] = {
  { "2b", "", NULL, "R:bcm2710-rpi-2-b.dtb" },
  { "3b+", "", NULL, "R:bcm2710-rpi-3-b-plus.dtb" },
  { "cm4", "", NULL, "R:bcm2711-rpi-cm4.dtb" },
  { "5", "", NULL, "C:bcm2712-rpi-5-b.dtb C?:bcm2712d0-rpi-5-b.dtb" },
  { "5", "", "os_check=0", "F:bcm2712-rpi-5-b.dtb o?:bcm2712d0-rpi-5-b.dtb" },
  { "5", "", "os_check=1", "C:bcm2712-rpi-5-b.dtb C?:bcm2712d0-rpi-5-b.dtb" },
  { "4b", "", "os_check=0", "R:bcm2711-rpi-4-b.dtb" },
  { "4b", "", "device_tree=my.dtb", "R:my.dtb" },
  { "4b", "", "device_tree=", "" },
  { "4b", "", MAYBE "device_tree=", "R?:bcm2711-rpi-4-b.dtb" },
  { "4b", "", "os_prefix=p/\ndevice_tree=my.dtb", "F!:p/my.dtb R:my.dtb" },
  { "3b", "bcm2837-rpi-3-b.dtb", "os_prefix=\nupstream_kernel=1", "C:bcm2837-rpi-3-b.dtb" },
  { "3b", "", "os_prefix=\nupstream_kernel=1", "C:bcm2837-rpi-3-b.dtb C:bcm2710-rpi-3-b.dtb" },
  { "3b", "", "os_prefix=\n" MAYBE "upstream_kernel=1", "C?:bcm2837-rpi-3-b.dtb C:bcm2710-rpi-3-b.dtb" },
};

static const Row firmware[] = {
  { "3b", "", NULL, "o!:" S "start.elf R:start.elf" },
  { "3b", S "start.elf", NULL, "o!:" S "start.elf R:" S "start.elf" },
  { "4b", "start4.elf", NULL, "o!:" S "start4.elf o!:" S "start.elf R:start4.elf" },
  { "4b", "", NULL, "o!:" S "start4.elf o!:" S "start.elf R:start4.elf o?:start.elf" },
  { "4b", S "start.elf", NULL,
    "o!:" S "start4.elf o:" S "start.elf R:" S "start4.elf" },
  { "3b", S "start.elf", "start_x=1", "o!:" S "start.elf R:" S "start.elf" },
  { "3b", "", "start_x=1", "o!:" S "start.elf R:start_x.elf" },
  { "3b", "", "start_debug=1\nstart_x=1", "o!:" S "start.elf R:start_db.elf" },
  { "3b", "", "start_debug=1\ngpu_mem=16", "o!:" S "start.elf R:start_cd.elf" },
  { "3b", "", "gpu_mem=17", "o!:" S "start.elf R:start.elf" },
  { "3b", "", "gpu_mem=x", "o!:" S "start.elf R:start.elf" },
  { "3b", "", "gpu_mem=16\ngpu_mem_1024=64", "o!:" S "start.elf R:start.elf" },
  { "3b", "", "gpu_mem=64\ngpu_mem_1024=16", "o!:" S "start.elf R:start_cd.elf" },
  { "3b", "", "gpu_mem=64\ngpu_mem_256=16", "o!:" S "start.elf R:start.elf" },
  { "3b", "", "start_file=mine.elf\ngpu_mem=16", "o!:" S "start.elf R:mine.elf" },
  { "3b", "", MAYBE "start_x=1", "o!:" S "start.elf R?:start_x.elf R?:start.elf" },
  { "4b", "start4x.elf", "start_x=1", "o!:" S "start4.elf o!:" S "start.elf R:start4x.elf" },
  { "4b", "start4cd.elf", "gpu_mem=16", "o!:" S "start4.elf o!:" S "start.elf R:start4cd.elf" },
  { "4b", "", "include more.txt\nstart_file=a/b.elf", "o!:" S "start4.elf o!:" S "start.elf R:a/b.elf" },
  { "5", "", "start_x=1\nstart_file=mine.elf", "" },
};

static const Row fixups[] = {
  { "3b", "", NULL, "R:fixup.dat" },
  { "3b", "", "fixup_file=mine.dat\nstart_x=1", "R:mine.dat" },
  { "3b", "", "start_file=mine.elf\nstart_x=1", "R:fixup_x.dat" },
  { "4b", "", "start_debug=1", "R:fixup4db.dat" },
  { "4b", "", "boot_ramdisk=1", "" },
  { "5", "", NULL, "" },
};

static const Row configs[] = {
  { "3b", "", NULL, "o:config.txt o?:tryboot.txt" },
  { "5", "", NULL, "o:" S "config.txt R:config.txt o?:tryboot.txt" },
  { "5", S "config.txt", NULL, "R:" S "config.txt o?:" S "tryboot.txt" },
  { "4b", "a.txt", "include a.txt\n" MAYBE "include b.txt", "o:config.txt o?:tryboot.txt F:a.txt F?:b.txt" },
  { "4b", "", "[pi3]\ninclude a.txt", "o:config.txt o?:tryboot.txt" },
};

static const Row updates[] = {
  { "4b", "", NULL, "o?:vl805.sig o:pieeprom.sig" },
  { "5", "", NULL, "o:pieeprom.sig" },
  { "5", "", "bootloader_update=0", "" },
  { "4b", "", MAYBE "bootloader_update=0", "o?:vl805.sig o?:pieeprom.sig" },
  { "3b", "", NULL, "o:bootsig.bin" },
  { "4b", "", "boot_ramdisk=1", "o?:vl805.sig o:pieeprom.sig o?:boot.sig" },
};

static const Row images[] = {
  { "4b", "", NULL, "" },
  { "4b", "", "boot_ramdisk=1", "R:boot.img" },
  { "4b", "", "boot_ramdisk=0", "" },
  { "4b", "", MAYBE "boot_ramdisk=1", "R?:boot.img" },
  { "3b", "", "boot_ramdisk=1", "F?:boot.img" },
};

static const Row cmdlines[] = {
  { "4b", "", NULL, "o:cmdline.txt" },
  { "4b", "", "cmdline=mine.txt", "F:mine.txt" },
  { "4b", "", "cmdline=", "o:cmdline.txt" },
  { "4b", "", MAYBE "cmdline=mine.txt", "F?:mine.txt o?:cmdline.txt" },
  { "4b", "p/kernel8.img p/bcm2711-rpi-4-b.dtb", "os_prefix=p/", "o:p/cmdline.txt" },
  { "5", S "config.txt", NULL, "o:" S "cmdline.txt" },
};

static const struct {
  const Row *rows;
  gsize n_rows;
  CbFileKind kind;
} tables[] = {
  { kernels, G_N_ELEMENTS (kernels), CB_FILE_KERNEL },
  { recovery, G_N_ELEMENTS (recovery), CB_FILE_RECOVERY },
  { stubs, G_N_ELEMENTS (stubs), CB_FILE_STUB },
  { initramfs, G_N_ELEMENTS (initramfs), CB_FILE_INITRAMFS },
  { trees, G_N_ELEMENTS (trees), CB_FILE_DEVICE_TREE },
  { firmware, G_N_ELEMENTS (firmware), CB_FILE_FIRMWARE },
  { fixups, G_N_ELEMENTS (fixups), CB_FILE_FIXUP },
  { configs, G_N_ELEMENTS (configs), CB_FILE_CONFIG },
  { updates, G_N_ELEMENTS (updates), CB_FILE_SIGNATURE },
  { images, G_N_ELEMENTS (images), CB_FILE_BOOT_IMAGE },
  { cmdlines, G_N_ELEMENTS (cmdlines), CB_FILE_CMDLINE },
};

static void
test_names (void **state) {
  guint n_wrong = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    n_wrong += count_wrong (tables[i].rows, tables[i].n_rows, tables[i].kind);
  assert_int_equal (n_wrong, 0);
}

static const struct {
  const char *model, *files, *config;
  CbTruth is_64bit;
} modes[] = {
  { "3b", "kernel7.img", NULL, CB_TRUTH_NO },
  { "3b", "kernel8.img", NULL, CB_TRUTH_YES },
  { "3b", "kernel8.img", "arm_64bit=0", CB_TRUTH_MAYBE },
  { "3b", "", "arm_64bit=1", CB_TRUTH_YES },
  { "3b", "", "kernel=Image", CB_TRUTH_NO },
  { "3b", "", "kernel=kernel8.img", CB_TRUTH_YES },
  { "3b", "", "kernel=kernel8.img\narm_64bit=0", CB_TRUTH_YES },
  { "3b", "", "kernel=kernel8-32.img\narm_64bit=1", CB_TRUTH_NO },
  { "4b", "", NULL, CB_TRUTH_MAYBE },
  { "4b", "kernel8.img", NULL, CB_TRUTH_YES },
  { "4b", "kernel7l.img", NULL, CB_TRUTH_NO },
  { "4b", "kernel8.img kernel7l.img", NULL, CB_TRUTH_MAYBE },
  { "4b", "kernel8.img kernel7l.img", "arm_64bit=0", CB_TRUTH_NO },
  { "4b", "kernel8.img", MAYBE "arm_64bit=0", CB_TRUTH_MAYBE },
  { "4b", "", "kernel=Image", CB_TRUTH_MAYBE },
  { "4b", "", "kernel=Image\narm_64bit=0", CB_TRUTH_NO },
  { "4b", "", "kernel=Image\n" MAYBE "arm_64bit=0", CB_TRUTH_MAYBE },
  { "4b", "", "kernel=kernel7.img", CB_TRUTH_NO },
  { "4b", "", "kernel=kernel8.img\n" MAYBE "kernel=kernel7l.img", CB_TRUTH_MAYBE },
  { "5", "", "arm_64bit=0\nkernel=kernel7.img", CB_TRUTH_YES },
};

static void
test_mode (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
    g_autoptr (CbBootPlan) plan = plan_of (modes[i].model, modes[i].files, modes[i].config, NULL);

    if (cb_boot_plan_is_64bit (plan) != modes[i].is_64bit)
      fail_msg ("row %zu: %s <%s> is %d", i, modes[i].model, modes[i].config, cb_boot_plan_is_64bit (plan));
  }
}

/* Without those that the firmware loads by itself. */
static char *
describe_overlays (const CbBootPlan *plan) {
  const GPtrArray *entries = cb_boot_plan_entries (plan);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const CbBootEntry *entry = entries->pdata[i];

    if ((entry->kind == CB_FILE_OVERLAY || entry->kind == CB_FILE_OVERLAY_MAP)
        && !g_str_equal (entry->reason, CB_BOOT_REASON_AUTO_OVERLAY))
      g_string_append_printf (text, "%s%c%s:%s", text->len > 0 ? " " : "", role_letters[entry->role],
                              entry->asked == CB_TRUTH_MAYBE ? "?" : "", entry->name);
  }
  return g_string_free (text, FALSE);
}

#define MAP    "overlays/overlay_map.dtb"

static const char a_map[] =
    "pi3-disable-bt renamed disable-bt\n"
    "vc4-kms-v3d bcm2835\n"
    "vc4-kms-v3d bcm2711 vc4-kms-v3d-pi4\n"
    "vc4-kms-v3d bcm2712 vc4-kms-v3d-pi5\n"
    "vc4-fkms-v3d bcm2835\n"
    "vc4-fkms-v3d bcm2711 vc4-fkms-v3d-pi4\n"
    "a renamed b\n"
    "b renamed c\n"
    "old deprecated no_longer\n"
    "empty renamed \n";

static const struct {
  const char *model, *files, *config, *map, *expected;
} overlays[] = {
  { "4b", TREE_4, NULL, NULL, "o?:" MAP },
  { "4b", TREE_4, "dtoverlay=a", NULL, "o:" MAP " F:overlays/a.dtbo" },
  { "4b", TREE_4, "dtoverlay=a,p=v\ndtoverlay=b:p=v\ndtoverlay=\ndtoverlay=a", NULL,
    "o:" MAP " F:overlays/a.dtbo F:overlays/b.dtbo" },
  { "4b", TREE_4, "device_tree_overlay=a\ndtparam=audio=on", NULL, "o:" MAP " F:overlays/a.dtbo" },
  { "4b", TREE_4, "dtparam=audio=on", NULL, "o?:" MAP },
  { "4b", TREE_4, MAYBE "dtoverlay=a", NULL, "o?:" MAP " F?:overlays/a.dtbo" },
  { "4b", TREE_4 " overlays/a-overlay.dtb", "dtoverlay=a", NULL,
    "o:" MAP " F:overlays/a.dtbo o?:overlays/a-overlay.dtb" },
  /* no base, no overlays */
  { "4b", "", "dtoverlay=a", NULL, "o?:" MAP " F?:overlays/a.dtbo" },
  { "4b", TREE_4, "device_tree=\ndtoverlay=a", NULL, "" },
  /* where they are */
  { "4b", TREE_4, "overlay_prefix=o-\ndtoverlay=a", NULL, "o:o-overlay_map.dtb F:o-a.dtbo" },
  { "4b", TREE_4, "overlay_prefix=\ndtoverlay=a", NULL, "o:overlay_map.dtb F:a.dtbo" },
  { "4b", "p/kernel8.img p/" TREE_4, "arm_64bit=1\nos_prefix=p/\ndtoverlay=a", NULL,
    "o:" MAP " F:overlays/a.dtbo" },
  { "4b", "p/kernel8.img p/overlays/README p/" TREE_4, "arm_64bit=1\nos_prefix=p/\ndtoverlay=a", NULL,
    "o:p/" MAP " F:p/overlays/a.dtbo" },
  { "4b", "p/kernel8.img p/o/README p/" TREE_4,
    "arm_64bit=1\nos_prefix=p/\noverlay_prefix=o/\ndtoverlay=a", NULL, "o:p/o/overlay_map.dtb F:p/o/a.dtbo" },
  /* the map */
  { "3b", TREE_3, "dtoverlay=vc4-kms-v3d", a_map, "o:" MAP " F:overlays/vc4-kms-v3d.dtbo" },
  { "4b", TREE_4, "dtoverlay=vc4-kms-v3d", a_map, "o:" MAP " F:overlays/vc4-kms-v3d-pi4.dtbo" },
  { "5", TREE_5, "dtoverlay=vc4-kms-v3d", a_map,
    "o:" MAP " o?:overlays/bcm2712d0.dtbo F:overlays/vc4-kms-v3d-pi5.dtbo" },
  { "5", TREE_5, "dtoverlay=vc4-fkms-v3d", a_map,
    "o:" MAP " o?:overlays/bcm2712d0.dtbo F?:overlays/vc4-fkms-v3d.dtbo" },
  { "4b", TREE_4, "dtoverlay=a", a_map, "o:" MAP " F:overlays/b.dtbo" },
  { "4b", TREE_4, "dtoverlay=c", a_map, "o:" MAP " F:overlays/c.dtbo" },
  { "4b", TREE_4, "dtoverlay=old", a_map, "o:" MAP },
  { "4b", TREE_4, "dtoverlay=empty", a_map, "o:" MAP },
  /* present, but no device tree */
  { "4b", TREE_4 " " MAP, "dtoverlay=a", NULL, "o:" MAP " F?:overlays/a.dtbo" },
  /* upstream_kernel=1 with the vendor's tree */
  { "4b", TREE_4, "os_prefix=\nupstream_kernel=1", NULL, "o?:" MAP },
  { "cm4", "bcm2711-rpi-cm4.dtb", "os_prefix=\nupstream_kernel=1", NULL,
    "o?:" MAP " F:overlays/upstream-pi4.dtbo" },
  { "3b", TREE_3, "os_prefix=\nupstream_kernel=1", NULL, "o?:" MAP " F:overlays/upstream.dtbo" },
  { "3b", "bcm2837-rpi-3-b.dtb", "os_prefix=\nupstream_kernel=1", NULL, "o?:" MAP },
};

static void
test_overlays (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (overlays); i++) {
    g_autoptr (CbBootPlan) plan =
        plan_of (overlays[i].model, overlays[i].files, overlays[i].config, overlays[i].map);
    g_autofree char *found = describe_overlays (plan);

    if (strcmp (found, overlays[i].expected) != 0)
      fail_msg ("%s [%s] <%s>\n  is     %s\n  not    %s", overlays[i].model, overlays[i].files,
                overlays[i].config, found, overlays[i].expected);
  }
}

static const struct {
  const char *model, *config, *name;
  gboolean is_planned;
} automatic[] = {
  { "4b", NULL, "overlays/rpi-poe.dtbo", TRUE },
  { "4b", "disable_poe_fan=1", "overlays/rpi-poe.dtbo", FALSE },
  { "5", NULL, "overlays/rpi-poe.dtbo", FALSE },
  { "4b", NULL, "overlays/imx708.dtbo", FALSE },
  { "4b", "camera_auto_detect=1", "overlays/imx708.dtbo", TRUE },
  { "5", "display_auto_detect=1", "overlays/vc4-kms-dsi-7inch.dtbo", TRUE },
  { "4b", NULL, "overlays/disable-bt.dtbo", FALSE },
  { "4b", "enable_uart=1", "overlays/disable-bt.dtbo", TRUE },
  { "4b", "enable_uart=1", "overlays/pi3-disable-bt.dtbo", TRUE },
  { "3b", "enable_uart=1", "overlays/disable-bt.dtbo", FALSE },
  { "3b", "enable_uart=1\ndevice_tree=mine.dtb", "overlays/disable-bt.dtbo", TRUE },
  { "4b", NULL, "overlays/hat_map.dtb", TRUE },
  { "4b", "force_eeprom_read=0", "overlays/hat_map.dtb", FALSE },
  { "4b", "dtoverlay=\ndtoverlay=a", "overlays/hat_map.dtb", FALSE },
  { "4b", "dtoverlay=a\ndtoverlay=", "overlays/hat_map.dtb", TRUE },
  { "5", NULL, "overlays/bcm2712d0.dtbo", TRUE },
  { "4b", NULL, "overlays/bcm2712d0.dtbo", FALSE },
  { "5", NULL, "dt-blob.bin", FALSE },
  { "4b", NULL, "dt-blob.bin", TRUE },
};

static void
test_what_the_firmware_adds (void **state) {
  for (gsize i = 0; i < G_N_ELEMENTS (automatic); i++) {
    g_autoptr (CbBootPlan) plan = plan_of (automatic[i].model, "", automatic[i].config, NULL);
    const CbBootEntry *entry = cb_boot_plan_find (plan, automatic[i].name);

    if ((entry != NULL) != automatic[i].is_planned)
      fail_msg ("row %zu: %s %s", i, automatic[i].model, automatic[i].name);
    if (entry != NULL)
      assert_int_equal (entry->role, CB_ROLE_OPTIONAL);
  }
}

int
main (void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_names),
    cmocka_unit_test (test_mode),
    cmocka_unit_test (test_overlays),
    cmocka_unit_test (test_what_the_firmware_adds),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}

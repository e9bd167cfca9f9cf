/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What comes out of the pipe: whole records of any bytes. What was read can be written, and is the same.
 * Stories go on into dictionaries and one record of a boot, which keeps within its bounds and can be read
 * again. */

#include "fuzz.h"

#include <string.h>

#include "boot/boot-record.h"
#include "boot/story-report.h"
#include "wire/boot-event.h"

/* As cablebootd does with it, but for the numbers. */
static void
take_story (CbBootRecord *record, const CbStoryEvent *told) {
  CbStoryEvent event = *told;
  g_autoptr (GVariant) dict = NULL;

  cb_boot_record_complete (record, &event);
  dict = g_variant_ref_sink (cb_story_report (&event, &(CbStoryPlace){ .uuid = "u", .interface = "eth0",
                                                                       .number = 1, .same_kernel = -1 }));
  fuzz_assert (g_variant_is_normal_form (dict));
  fuzz_assert (cb_story_signal (&event) != NULL);
  cb_boot_record_take (record, &event, event.ms);
}

static void
check_record (const CbBootRecord *record) {
  g_autofree char *text = cb_boot_record_to_text (record);
  g_autoptr (GVariant) boot = NULL;

  fuzz_assert (strlen (text) <= CB_MAX_BOOT_RECORD_BYTES);
  boot = cb_boot_record_parse (text, strlen (text), NULL);
  fuzz_assert (boot != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n_bytes) {
  CbReader reader = cb_reader_new (bytes, n_bytes);
  g_autoptr (CbBootRecord) record = cb_boot_record_new (&(CbBootBegin){ .number = 1, .uuid = "u" });
  int status = 0;

  while (status == 0 || status == CB_BOOT_EVENT_UNKNOWN) {
    const uint8_t *begin = reader.bytes;
    uint8_t again[CB_MAX_EVENT_BYTES];
    CbWriter writer = cb_writer_new (again, sizeof again);
    CbBootEvent event;

    status = cb_boot_event_decode (&reader, &event);
    if (status != 0)
      continue;
    fuzz_assert (cb_boot_event_encode (&event, &writer) == 0);
    fuzz_assert (writer.n_bytes == (size_t) (reader.bytes - begin));
    fuzz_assert (memcmp (again, begin, writer.n_bytes) == 0);
    if (event.kind == CB_BOOT_STORY)
      take_story (record, &event.story);
  }
  check_record (record);
  return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "complete.h"

#include <string.h>

#include "boot-table.h"
#include "boot/board.h"
#include "check-view.h"
#include "field.h"
#include "interfaces.h"
#include "person.h"
#include "verb.h"

/* The unfinished command line, cut into the finished words and the one that is being typed. */
typedef struct {
  GPtrArray *words;    /* finished ones that aren't options; not owned */
  const char *last;    /* begins the answers */
  int option;          /* whose value last is, or -1 */
  char *before;        /* "--mode=", which each answer has in front; or NULL */
  gboolean only_words; /* behind "--" */
} Line;

static void
add (GPtrArray *found, const char *last, const char *word) {
  if (g_str_has_prefix (word, last))
    g_ptr_array_add (found, g_strdup (word));
}

static void
add_all (GPtrArray *found, const char *last, const char *const *words) {
  for (guint i = 0; words && words[i]; i++)
    add (found, last, words[i]);
}

/* The word that is being typed; in "--mode=tab" it is the value. */
static void
read_last (const char *word, Line *line) {
  const char *value = NULL;
  int option = line->option < 0 && !line->only_words ? cb_option_find (word, &value) : -1;

  line->last = word;
  if (!value || option < 0 || !cb_option_get ((CbOptionId)option)->value)
    return;
  line->option = option;
  line->last = value;
  line->before = g_strndup (word, (gsize)(value - word));
}

static void
read_line (const char *const *arguments, Line *line) {
  const char *value;
  guint i;

  line->last = "";
  line->option = -1;
  for (i = 0; arguments[i] && arguments[i + 1]; i++) {
    if (line->option >= 0) {
      line->option = -1;
    } else if (line->only_words || arguments[i][0] != '-') {
      g_ptr_array_add (line->words, (char *)arguments[i]);
    } else if (strcmp (arguments[i], "--") == 0) {
      line->only_words = TRUE;
    } else {
      line->option = cb_option_find (arguments[i], &value);
      if (line->option >= 0 && (value || !cb_option_get ((CbOptionId)line->option)->value))
        line->option = -1;
    }
  }
  if (arguments[i])
    read_last (arguments[i], line);
}

/* Fields are a list: what stands before the last comma is part of each answer. */
static void
add_fields (GPtrArray *found, const char *last, const char *const *names) {
  const char *comma = strrchr (last, ',');
  g_autofree char *before = g_strndup (last, comma ? (gsize)(comma - last + 1) : 0);

  for (guint i = 0; names[i]; i++) {
    g_autofree char *word = g_strconcat (before, names[i], NULL);

    add (found, last, word);
  }
  if (!comma)
    add_all (found, last, (const char *const[]){ "all", "common", NULL });
}

/* Of the verb that was typed; those of a cable where none was. */
static void
add_fields_of_verb (GPtrArray *found, const Line *line) {
  const CbWords verbs = cb_verb_words ();
  int verb = line->words->len > 0 ? cb_words_find (&verbs, line->words->pdata[0]) : CB_WORD_UNKNOWN;
  g_autofree const char **cable_fields = cb_field_names ();

  if (verb == CB_VERB_CHECK)
    add_fields (found, line->last, cb_check_view_fields ());
  else if (verb == CB_VERB_LOG)
    add_fields (found, line->last, cb_boot_table_fields ());
  else
    add_fields (found, line->last, cable_fields);
}

static void
add_option_values (GPtrArray *found, const Line *line) {
  if (line->option == CB_OPTION_FIELDS || line->option == CB_OPTION_GET_VALUES)
    add_fields_of_verb (found, line);
  else
    add_all (found, line->last, cb_option_get ((CbOptionId)line->option)->choices);
  for (guint i = 0; line->before && i < found->len; i++) {
    g_autofree char *value = found->pdata[i];

    found->pdata[i] = g_strconcat (line->before, value, NULL);
  }
}

static void
add_options (GPtrArray *found, const char *last) {
  for (guint i = 0; i < CB_OPTION_N_; i++) {
    g_autofree char *word = g_strconcat ("--", cb_option_get (i)->name, NULL);

    add (found, last, word);
  }
}

static void
add_verbs (GPtrArray *found, const char *last) {
  for (guint i = 0; i < CB_VERB_N_; i++)
    add (found, last, cb_verb_get (i)->word.full);
}

static void
add_words (GPtrArray *found, const char *last, const CbWords *words) {
  for (guint i = 0; i < words->n_words; i++)
    add (found, last, cb_words_get (words, i)->full);
}

/* Those that can boot from the network. */
static void
add_models (GPtrArray *found, const char *last) {
  gsize n_boards;
  const CbBoard *boards = cb_boards (&n_boards);

  for (gsize i = 0; i < n_boards; i++)
    if (boards[i].way != CB_BOOT_BY_NOTHING)
      add (found, last, boards[i].model);
}

static void
add_values (GPtrArray *found, int id, const char *last, const char *net_folder) {
  g_auto (GStrv) names = NULL;

  if (id < 0)
    return;
  if (id == CB_PROPERTY_IFNAME)
    names = cb_interfaces_list (net_folder);
  else if (id == CB_PROPERTY_USER)
    names = cb_person_list ();
  else if (id == CB_PROPERTY_MODEL)
    add_models (found, last);
  add_all (found, last, (const char *const *)names);
  add_all (found, last, cb_property_get ((CbPropertyId)id)->choices);
}

static int
find_property (const CbVerb *verb, const char *word) {
  const CbWords words = cb_property_words ();
  int id = cb_words_find (&words, word);

  return id >= 0 && (verb->properties & CB_PROPERTY_BIT (id)) ? id : -1;
}

static CbExit
complete_value (GPtrArray *found, int id, const char *last, const char *net_folder) {
  add_values (found, id, last, net_folder);
  return id >= 0 && cb_property_get ((CbPropertyId)id)->form == CB_PROPERTY_FILE ? CB_EXIT_COMPLETE_FILE
                                                                                 : CB_EXIT_DONE;
}

/* words are those behind the verb */
static CbExit
complete_verb (const CbVerb *verb, char **words, guint n_words, const char *last,
               const char *net_folder, GPtrArray *found) {
  gboolean folder = verb->takes_folder && n_words == 0;
  gboolean takes_first = verb->takes_folder || verb->argument;
  guint open = verb->properties;

  if (verb == cb_verb_get (CB_VERB_HELP) && n_words == 0)
    add_verbs (found, last);
  if (verb->argument && n_words == 0)
    add_words (found, last, &verb->argument->choices);
  if (takes_first && n_words > 0 && find_property (verb, words[0]) < 0) {
    words++;
    n_words--;
  }
  if (n_words % 2 == 1)
    return complete_value (found, find_property (verb, words[n_words - 1]), last, net_folder);
  for (guint i = 0; i < n_words; i += 2) {
    int id = find_property (verb, words[i]);

    if (id >= 0)
      open &= ~CB_PROPERTY_BIT (id);
  }
  for (guint i = 0; i < CB_PROPERTY_N_; i++)
    if (open & CB_PROPERTY_BIT (i))
      add (found, last, cb_property_get (i)->word.full);
  return folder ? CB_EXIT_COMPLETE_FOLDER : CB_EXIT_DONE;
}

CbExit
cb_complete (const char *const *arguments, const char *net_folder, GPtrArray *found) {
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  const CbWords verbs = cb_verb_words ();
  Line line = { .words = words };
  int verb;

  read_line (arguments, &line);
  if (line.option >= 0) {
    add_option_values (found, &line);
    g_free (line.before);
    return CB_EXIT_DONE;
  }
  if (line.last[0] == '-' && !line.only_words) {
    add_options (found, line.last);
    return CB_EXIT_DONE;
  }
  if (words->len == 0) {
    add_verbs (found, line.last);
    return CB_EXIT_DONE;
  }
  verb = cb_words_find (&verbs, words->pdata[0]);
  if (verb < 0)
    return CB_EXIT_DONE;
  return complete_verb (cb_verb_get ((CbVerbId)verb), (char **)words->pdata + 1, words->len - 1,
                        line.last, net_folder, found);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer-table.h"

#include <stdlib.h>

#define N_ROWS 2048
#define NONE   (-1)

struct CbTransferTable {
  uint64_t seed;
  unsigned n_used;
  unsigned n_places; /* the first so many have been in use: the others cost no memory yet */
  int rows[N_ROWS];  /* the first of each, NONE */
  CbFileTransfer places[CB_MAX_TRANSFERS];
  uint8_t aheads[CB_MAX_TRANSFERS][CB_READ_AHEAD_BYTES]; /* of the places */
};

CbTransferTable *
cb_transfer_table_new (uint64_t seed) {
  CbTransferTable *table = calloc (1, sizeof *table);

  if (table == NULL)
    return NULL;
  table->seed = seed;
  for (size_t i = 0; i < N_ROWS; i++)
    table->rows[i] = NONE;
  return table;
}

void
cb_transfer_table_free (CbTransferTable *table) {
  if (table == NULL)
    return;
  for (unsigned i = 0; i < table->n_places; i++)
    cb_open_files_release (table->places[i].file);
  free (table);
}

static int *
row_of (CbTransferTable *table, const CbEndpoint *client) {
  return &table->rows[cb_endpoint_hash (client, table->seed) % N_ROWS];
}

CbFileTransfer *
cb_transfer_table_find (CbTransferTable *table, const CbEndpoint *client, unsigned port) {
  for (int i = *row_of (table, client); i != NONE; i = table->places[i].next) {
    CbFileTransfer *transfer = &table->places[i];

    if ((port == CB_TRANSFER_ANY_PORT || transfer->port == port)
        && cb_endpoint_same_client (&transfer->client, client))
      return transfer;
  }
  return NULL;
}

CbFileTransfer *
cb_transfer_table_place (CbTransferTable *table, const CbEndpoint *client) {
  CbFileTransfer *place = NULL;
  unsigned n_of_client = 0;

  for (unsigned i = 0; i < table->n_places; i++) {
    CbFileTransfer *transfer = &table->places[i];

    if (transfer->file == NULL)
      place = place == NULL ? transfer : place;
    else
      n_of_client += cb_endpoint_same_address (&transfer->client, client);
  }
  if (n_of_client >= CB_MAX_TRANSFERS_OF_CLIENT)
    return NULL;
  if (place == NULL && table->n_places < CB_MAX_TRANSFERS) {
    place = &table->places[table->n_places];
    place->ahead = table->aheads[table->n_places++];
  }
  return place;
}

CbFileTransfer *
cb_transfer_table_oldest_unheard (CbTransferTable *table) {
  CbFileTransfer *oldest = NULL;

  for (CbFileTransfer *transfer = NULL; (transfer = cb_transfer_table_next (table, transfer)) != NULL;)
    if (!transfer->is_heard && (oldest == NULL || transfer->ns_heard < oldest->ns_heard))
      oldest = transfer;
  return oldest;
}

void
cb_transfer_table_add (CbTransferTable *table, CbFileTransfer *transfer) {
  int *row = row_of (table, &transfer->client);

  transfer->next = *row;
  *row = (int) (transfer - table->places);
  table->n_used++;
}

void
cb_transfer_table_remove (CbTransferTable *table, CbFileTransfer *transfer) {
  int *link = row_of (table, &transfer->client);

  while (*link != transfer - table->places)
    link = &table->places[*link].next;
  *link = transfer->next;
  cb_open_files_release (transfer->file);
  transfer->file = NULL;
  table->n_used--;
}

CbFileTransfer *
cb_transfer_table_next (CbTransferTable *table, const CbFileTransfer *transfer) {
  unsigned i = transfer == NULL ? 0 : (unsigned) (transfer - table->places) + 1;

  for (; table->n_used > 0 && i < table->n_places; i++)
    if (table->places[i].file != NULL)
      return &table->places[i];
  return NULL;
}

unsigned
cb_transfer_table_count (const CbTransferTable *table) {
  return table->n_used;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The transfers that are running, in a table of fixed size: found by client and by the port of ours that they
 * answer from.
 */

#pragma once

#include "file-transfer.h"

typedef struct CbTransferTable CbTransferTable;

/* NULL without memory. seed: random (endpoint.h). */
CbTransferTable *cb_transfer_table_new (uint64_t seed);

/* NULL is fine. */
void cb_transfer_table_free (CbTransferTable *table);

#define CB_TRANSFER_ANY_PORT (~0U)

/* NULL when there is none. */
CbFileTransfer *cb_transfer_table_find (CbTransferTable *table, const CbEndpoint *client, unsigned port);

/* A free place, which isn't in the table yet; NULL when there is none, or the client has all that it may have.
 * */
CbFileTransfer *cb_transfer_table_place (CbTransferTable *table, const CbEndpoint *client);

/* The one that has waited longest for a sign that its client exists; NULL when each has heard something. */
CbFileTransfer *cb_transfer_table_oldest_unheard (CbTransferTable *table);

/* Puts a place that has been filled into the table. */
void cb_transfer_table_add (CbTransferTable *table, CbFileTransfer *transfer);

/* Takes it out and lets its file go; the place is free. */
void cb_transfer_table_remove (CbTransferTable *table, CbFileTransfer *transfer);

/* The next one after transfer (NULL: the first); NULL at the end. The one in hand may be removed. */
CbFileTransfer *cb_transfer_table_next (CbTransferTable *table, const CbFileTransfer *transfer);

unsigned cb_transfer_table_count (const CbTransferTable *table);

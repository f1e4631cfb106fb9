package dev.traqo.read;

import java.util.Arrays;

/** Span ids to numbers: open addressing, no object for an entry. Not safe for several threads. */
final class IdTable {

    static final int ABSENT = -1;

    private long[] ids = new long[64];
    private byte[] forms = new byte[64];
    private int[] values = new int[64];
    private int size;

    static int hash(long id, int form) {
        long hash = (id + form) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32 ^ hash);
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(forms, (byte) 0);
            size = 0;
        }
    }

    int size() {
        return size;
    }

    /** The number of this id, or {@link #ABSENT}. */
    int get(long id, int form) {
        int slot = slot(id, form);
        return forms[slot] == 0 ? ABSENT : values[slot];
    }

    /** Gives the id this number, in place of any other. */
    void put(long id, int form, int value) {
        int slot = slot(id, form);
        if (forms[slot] == 0) {
            if (++size * 2 > ids.length) {
                grow();
                slot = slot(id, form);
            }
            ids[slot] = id;
            forms[slot] = (byte) form;
        }
        values[slot] = value;
    }

    private int slot(long id, int form) {
        int mask = ids.length - 1;
        int slot = hash(id, form) & mask;
        while (forms[slot] != 0 && (ids[slot] != id || forms[slot] != form)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldIds = ids;
        byte[] oldForms = forms;
        int[] oldValues = values;
        ids = new long[oldIds.length * 2];
        forms = new byte[oldIds.length * 2];
        values = new int[oldIds.length * 2];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldForms[i] != 0) {
                int slot = slot(oldIds[i], oldForms[i]);
                ids[slot] = oldIds[i];
                forms[slot] = oldForms[i];
                values[slot] = oldValues[i];
            }
        }
    }
}

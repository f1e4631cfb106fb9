package dev.traqo.read;

import java.util.Arrays;

/** Who stands below whom: members in their order, gathered by owner, without an object for either. */
final class Links {

    private final int[] starts;
    private final int[] members;

    /**
     * Gathers {@code to - from} members, numbered from {@code from}.
     *
     * @param owners owner of each member, from {@code firstOwner} on; less for those without
     */
    Links(int[] owners, int from, int to, int firstOwner, int ownerCount) {
        starts = new int[ownerCount + 2];
        members = new int[to - from];
        for (int i = from; i < to; i++) {
            starts[bucket(owners[i], firstOwner) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        int[] next = Arrays.copyOf(starts, starts.length - 1);
        for (int i = from; i < to; i++) {
            members[next[bucket(owners[i], firstOwner)]++] = i;
        }
    }

    private static int bucket(int owner, int firstOwner) {
        return owner < firstOwner ? 0 : owner - firstOwner + 1;
    }

    /** How many members an owner has; -1 stands for none. Owners are counted from zero. */
    int count(int owner) {
        return starts[owner + 2] - starts[owner + 1];
    }

    int member(int owner, int i) {
        return members[starts[owner + 1] + i];
    }
}

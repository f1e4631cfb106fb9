package dev.traqo.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WeakTableTest {

    private final WeakTable table = new WeakTable();

    /** Its own idea of equality must not be asked. */
    private static final class Hostile {

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals was called");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hashCode was called");
        }
    }

    @Test
    void findsByIdentity_equalKeys() {
        String first = new String("key");
        String second = new String("key");
        table.put(first, 1);
        assertThat(table.remove(second)).isNull();
        assertThat(table.remove(first)).isEqualTo(1);
        assertThat(table.remove(first)).isNull();
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void neverAsksTheKey() {
        Hostile first = new Hostile();
        Hostile second = new Hostile();
        table.put(first, 1);
        table.put(second, 2);
        assertThat(table.remove(second)).isEqualTo(2);
        assertThat(table.remove(first)).isEqualTo(1);
    }

    @Test
    void putAgain_theLaterValueCounts() {
        Object key = new Object();
        table.put(key, 1);
        table.put(key, 2);
        assertThat(table.remove(key)).isEqualTo(2);
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void manyKeys_sharedHashCodesToo() {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) { // identity hash codes have 31 bits or fewer: some are equal
            keys.add(new Object());
            table.put(keys.get(i), i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(table.remove(keys.get(i))).isEqualTo(i);
        }
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void lostKeys_leaveNothingBehind() throws Exception {
        WeakReference<Object> value = fill();
        for (int i = 0; i < 100 && (value.get() != null || !table.isEmpty()); i++) {
            System.gc();
            Thread.sleep(10);
            Object key = new Object();
            table.put(key, "sweeps"); // what was lost is taken out with the next one
            table.remove(key);
        }
        assertThat(value.get()).isNull();
        assertThat(table.isEmpty()).isTrue();
    }

    private WeakReference<Object> fill() {
        Object value = new Object();
        for (int i = 0; i < 1000; i++) {
            table.put(new Object(), value);
        }
        return new WeakReference<>(value);
    }

    @Test
    void severalThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(threads.submit(this::putAndRemove));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(50_000);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(table.isEmpty()).isTrue();
    }

    private int putAndRemove() {
        int right = 0;
        for (int i = 0; i < 50_000; i++) {
            Object key = new Object();
            table.put(key, i);
            right += Integer.valueOf(i).equals(table.remove(key)) ? 1 : 0;
        }
        return right;
    }
}

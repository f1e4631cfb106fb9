package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextTest {

    @AfterEach
    void clear() {
        Context.swap(null);
    }

    @Test
    void current_nothingAtFirst() throws InterruptedException {
        AtomicReference<Object> seen = new AtomicReference<>("not looked");
        Thread thread = new Thread(() -> seen.set(Context.current()));
        thread.start();
        thread.join();

        assertThat(seen.get()).isNull();
    }

    @Test
    void swap_givesBackWhatWas() {
        assertThat(Context.swap("a")).isNull();
        assertThat(Context.swap("b")).isEqualTo("a");
        assertThat(Context.current()).isEqualTo("b");
    }

    @Test
    void restore_onlyWhatIsStillCurrent() {
        Context.swap("a");
        Context.restore("other", "x");
        assertThat(Context.current()).isEqualTo("a");
        Context.restore("a", "before");
        assertThat(Context.current()).isEqualTo("before");
    }

    @Test
    void current_isNotInherited() throws InterruptedException {
        Context.swap("mine");
        AtomicReference<Object> seen = new AtomicReference<>("not looked");
        Thread thread = new Thread(() -> {
            seen.set(Context.current());
            Context.swap("theirs");
        });
        thread.start();
        thread.join();

        assertThat(seen.get()).isNull();
        assertThat(Context.current()).isEqualTo("mine");
    }
}

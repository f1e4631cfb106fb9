package dev.traqo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A span that begins where nothing of its trace is current says on which thread that was. */
class LostParentTest {

    @TempDir
    Path folder;

    private Tracer tracer;

    @BeforeEach
    void open() {
        tracer = Tracer.builder(folder.resolve("run.jsonl")).open();
    }

    @AfterEach
    void close() {
        tracer.close();
    }

    private Lines lines() {
        tracer.close();
        return Lines.of(tracer.path());
    }

    private static void on(String thread, Runnable work) throws Exception {
        on(task -> new Thread(task, thread), work);
    }

    private static void on(ThreadFactory threads, Runnable work) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(threads);
        try {
            executor.submit(work).get();
        } finally {
            executor.shutdown();
        }
    }

    private void step(String name) {
        tracer.span(name).run(span -> {});
    }

    /** The thread that the start of a span names; null if it names none. */
    private static String thread(Lines lines, String span) {
        var thread = lines.start(span).get("thread");
        return thread == null ? null : thread.asString();
    }

    @Test
    void thread_ofASpanBegunWhereNothingIsCurrent() throws Exception {
        try (Span outer = tracer.span("outer").open()) {
            on("pool-7-thread-3", () -> tracer.span("lost").kind(Kind.TOOL).run(span -> step("inner")));
        }

        Lines lines = lines();
        assertThat(lines.parentOf("lost")).isNull();
        assertThat(lines.start("lost").propertyNames())
                .containsExactly("type", "id", "parent_id", "name", "ts", "thread", "kind");
        assertThat(thread(lines, "lost")).isEqualTo("pool-7-thread-3");
        assertThat(lines.end("lost").has("thread")).isFalse();
        assertThat(lines.parentOf("inner")).isEqualTo("lost");
        assertThat(thread(lines, "inner")).isNull();
        assertThat(thread(lines, "outer")).isNull();
    }

    @Test
    void noThread_atTheTopOnTheThreadThatOpenedTheTrace() {
        step("first");
        Span detached = tracer.span("detached").start();
        step("second");
        detached.end();

        assertThat(lines().texts()).noneMatch(line -> line.contains("\"thread\""));
    }

    @Test
    void noThread_whereTheTraceOrASpanWasMadeCurrent() throws Exception {
        try (Span outer = tracer.span("outer").open()) {
            on("worker", () -> {
                try (Scope scope = tracer.makeCurrent()) {
                    step("at the top");
                }
                try (Scope scope = outer.makeCurrent()) {
                    step("below");
                }
            });
        }

        Lines lines = lines();
        assertThat(lines.parentOf("at the top")).isNull();
        assertThat(lines.parentOf("below")).isEqualTo("outer");
        assertThat(lines.texts()).noneMatch(line -> line.contains("\"thread\""));
    }

    @Test
    void noThread_withAParentThatWasNamed() throws Exception {
        try (Span outer = tracer.span("outer").open();
                Tracer other = Tracer.builder(folder.resolve("other.jsonl")).open();
                Span foreign = other.span("foreign").open()) {
            on("worker", () -> {
                tracer.span("named").parent(outer).run(span -> {});
                tracer.span("misnamed").parent(foreign).run(span -> {});
            });
        }

        Lines lines = lines();
        assertThat(lines.parentOf("named")).isEqualTo("outer");
        assertThat(thread(lines, "named")).isNull();
        assertThat(thread(lines, "misnamed")).isEqualTo("worker");
    }

    @Test
    void thread_whereOnlyAnotherTraceIsCurrent() throws Exception {
        on("worker", () -> {
            try (Tracer other = Tracer.builder(folder.resolve("other.jsonl")).open()) {
                step("lost");
            }
        });

        assertThat(thread(lines(), "lost")).isEqualTo("worker");
    }

    @Test
    void thread_insideAnotherTrace_onlyIfASpanIsOpenFurtherOut() {
        try (Tracer child = tracer.child("child").open()) {
            step("at the top");
        }
        try (Span outer = tracer.span("outer").open();
                Tracer child = tracer.child("child").open()) {
            step("lost");
        }

        Lines lines = lines();
        assertThat(thread(lines, "at the top")).isNull();
        assertThat(lines.parentOf("lost")).isNull();
        assertThat(thread(lines, "lost")).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void thread_ofABuilderThatIsUsedAgain() throws Exception {
        on("worker", () -> {
            Span.Builder builder = tracer.span("lost");
            builder.start().end();
            builder.start().end();
        });

        assertThat(lines().ofType("span_start").map(start -> start.get("thread").asString()))
                .containsExactly("worker", "worker");
    }

    @Test
    void thread_withoutAName_hasANumber() throws Exception {
        on("", () -> step("lost"));

        assertThat(thread(lines(), "lost")).matches("thread-\\d+");
    }

    @Test
    void thread_virtualWithoutAName_hasANumber() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads");
        ExecutorService executor = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        executor.submit(() -> step("lost")).get();
        executor.shutdown();

        assertThat(thread(lines(), "lost")).matches("virtual-\\d+");
    }

    @Test
    void thread_isMasked() throws Exception {
        tracer.close();
        tracer = Tracer.builder(folder.resolve("masked.jsonl"))
                .mask(Mask.pattern(Pattern.compile("customer-\\d+")))
                .open();
        on("worker of customer-42", () -> step("lost"));

        assertThat(thread(lines(), "lost")).isEqualTo("worker of ***");
    }

    @Test
    void thread_isReadAgain() throws Exception {
        try (Span outer = tracer.span("outer").open()) {
            on("a \"pool\"\n", () -> step("lost"));
        }
        tracer.close();

        SpanNode lost = lost(tracer.path());
        assertThat(lost.lostParent()).isTrue();
        assertThat(lost.thread()).isEqualTo("a \"pool\"\n");
        assertThat(lost.openAtStart())
                .hasToString("outer (" + lost.tree().roots().get(0).id() + ")");
    }

    private static SpanNode lost(Path file) throws IOException {
        return TraceTree.read(file).get(0).withoutParent().get(0);
    }
}

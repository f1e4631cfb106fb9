package dev.traqo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.Fork;
import dev.traqo.Lines;
import dev.traqo.Tracer;
import dev.traqo.Warnings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {

    private static final Duration[] INTERVALS = {Duration.ZERO, Duration.ofMillis(1), Duration.ofSeconds(50)};

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("run.jsonl");
    }

    private static JsonWriter line(JsonWriter writer, String text) {
        writer.truncate(0);
        writer.string(text);
        writer.raw('\n');
        return writer;
    }

    private static void append(FileSink sink, String text) {
        JsonWriter writer = JsonWriter.borrow();
        try {
            sink.append(line(writer, text), System.nanoTime());
        } finally {
            writer.release();
        }
    }

    private static void close(FileSink sink) {
        JsonWriter writer = JsonWriter.borrow();
        try {
            sink.close(line(writer, "end"));
        } finally {
            writer.release();
        }
    }

    private List<String> texts(Path path) throws IOException {
        String text = Files.readString(path);
        assertThat(text).endsWith("\n");
        return text.lines().map(l -> Lines.parse(l).asString()).toList();
    }

    private FileSink open(Path path, Duration interval) throws IOException {
        return FileSink.open(path, interval.toNanos(), 1024, false);
    }

    // ---- the file -----------------------------------------------------------------------------------------------

    @Test
    void open_existingFileIsAppendedTo() throws IOException {
        Files.writeString(file(), "\"before\"\n");
        FileSink sink = open(file(), INTERVALS[1]);
        append(sink, "a");
        close(sink);

        assertThat(texts(file())).containsExactly("before", "a", "end");
    }

    @Test
    void open_tornLastLineGetsItsNewline() throws IOException {
        Files.writeString(file(), "\"before\"\n\"torn");
        Tracer.builder(file()).name("next").open().close();

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(4).startsWith("\"before\"", "\"torn");
        assertThat(Lines.checked(lines.get(2)).get("name").asString()).isEqualTo("next");
        assertThat(Lines.checked(lines.get(3)).get("type").asString()).isEqualTo("trace_end");
    }

    @Test
    void open_samePathWhileItIsOpenGetsANumber() throws IOException {
        try (Tracer first = Tracer.builder(file()).name("1").open();
                Tracer second = Tracer.builder(file()).name("2").open();
                Tracer third = Tracer.builder(folder.resolve("./run")).name("3").open()) {
            assertThat(second.path()).isEqualTo(folder.resolve("run-2.jsonl"));
            assertThat(third.path().getFileName()).hasToString("run-3.jsonl");
            first.log("of first", 1);
            second.log("of second", 2);
        }
        try (Tracer again = Tracer.builder(file()).name("4").open()) {
            assertThat(again.path()).isEqualTo(file());
        }

        assertThat(Lines.of(file()).story())
                .containsExactly("trace_start 1", "event of first", "trace_end", "trace_start 4", "trace_end");
        assertThat(Lines.of(folder.resolve("run-2.jsonl")).story())
                .containsExactly("trace_start 2", "event of second", "trace_end");
    }

    @Test
    void open_samePathFromManyThreadsLosesNothing() throws Exception {
        int count = 12;
        CyclicBarrier together = new CyclicBarrier(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "trace " + i;
            threads.add(new Thread(() -> {
                try {
                    together.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                Tracer.builder(file()).name(name).run(t -> t.span("of " + name).run(span -> {}));
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        Set<String> names = new HashSet<>();
        try (var files = Files.list(folder)) {
            for (Path path : files.toList()) {
                List<String> story = Lines.of(path).story();
                for (int i = 0; i < story.size(); i += 4) {
                    String name = story.get(i).substring("trace_start ".length());
                    assertThat(story.subList(i, i + 4))
                            .containsExactly(
                                    "trace_start " + name, "span_start of " + name, "span_end of " + name, "trace_end");
                    names.add(name);
                }
            }
        }
        assertThat(names).hasSize(count);
    }

    /** Holds a trace open until its standard input ends. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            try (Tracer tracer =
                    Tracer.builder(Path.of(args[0])).name("other process").open()) {
                System.out.println("open");
                System.in.read();
            }
        }
    }

    @Test
    void open_samePathOpenInAnotherProcessGetsANumber() throws Exception {
        Path output = folder.resolve("out.txt");
        Process process = Fork.of(Holder.class, file()).start(output);
        try {
            while (process.isAlive() && !Files.readString(output).contains("open")) {
                Thread.sleep(10);
            }
            try (Tracer tracer = Tracer.builder(file()).name("this process").open()) {
                assertThat(tracer.path()).isEqualTo(folder.resolve("run-2.jsonl"));
            }
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }

        assertThat(Lines.of(file()).story()).containsExactly("trace_start other process", "trace_end");
    }

    // ---- lines --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Timeout(60)
    void append_fromEightThreadsWholeAndInOrderPerThread(int interval) throws Exception {
        int threads = 8;
        int each = 3000;
        FileSink sink = open(file(), INTERVALS[interval]);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            all.add(new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                Random random = new Random(number);
                for (int i = 0; i < each; i++) {
                    String filler = "x".repeat(random.nextInt(50) == 0 ? random.nextInt(9000) : random.nextInt(120));
                    append(sink, number + " " + i + " " + filler);
                }
            }));
        }
        all.forEach(Thread::start);
        go.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        close(sink);

        int[] next = new int[threads];
        List<String> lines = texts(file());
        assertThat(lines).hasSize(threads * each + 1).endsWith("end");
        for (String line : lines.subList(0, lines.size() - 1)) {
            String[] parts = line.split(" ", 3);
            int thread = Integer.parseInt(parts[0]);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[thread]++);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void append_linesOfEverySizeAroundTheBuffers(int interval) throws IOException {
        FileSink sink = open(file(), INTERVALS[interval]);
        List<String> expected = new ArrayList<>();
        for (int size : new int[] {1, 1000, 1020, 1021, 1022, 1024, 2040, 2045, 2048, 3000, 300_000, 2_000_000, 5}) {
            for (int repeat = 0; repeat < 3; repeat++) {
                String text = "y".repeat(size);
                expected.add(text);
                append(sink, text);
                append(sink, "-");
                expected.add("-");
            }
        }
        close(sink);
        expected.add("end");

        assertThat(texts(file())).isEqualTo(expected);
    }

    @Test
    void append_strictModeIsVisibleBeforeItReturns() throws IOException {
        FileSink sink = open(file(), Duration.ZERO);
        long size = 0;
        for (int i = 0; i < 5000; i++) {
            append(sink, "line " + i);
            size += ("\"line " + i + "\"\n").length();
            assertThat(Files.size(file())).isEqualTo(size);
        }
        close(sink);
    }

    @Test
    void append_strictModeFromSeveralThreadsIsVisibleBeforeItReturns() throws Exception {
        FileSink sink = open(file(), Duration.ZERO);
        List<String> missing = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String prefix = "t" + t + "-";
            threads.add(new Thread(() -> {
                try {
                    for (int i = 0; i < 150; i++) {
                        String text = prefix + i + ".";
                        append(sink, text);
                        if (!Files.readString(file()).contains("\"" + text + "\"\n")) {
                            synchronized (missing) {
                                missing.add(text);
                            }
                        }
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        close(sink);

        assertThat(missing).isEmpty();
        assertThat(texts(file())).hasSize(601);
    }

    @Test
    void append_defaultModeAtALowRateIsVisibleBeforeItReturns() {
        // far from the limit of 20,000 spans a second, so the answer does not depend on how fast this machine is
        FileSink sink = openDefault();
        long now = System.nanoTime();
        long size = 0;
        JsonWriter writer = JsonWriter.borrow();
        for (int i = 0; i < 300; i++) {
            now += 10_000_000;
            sink.append(line(writer, "line " + i), now);
            size += writer.length();
            assertThat(file().toFile().length()).isEqualTo(size);
        }
        writer.release();
        close(sink);
    }

    @Test
    @Timeout(20)
    void append_burstDoesNotWaitForATraceWithALongInterval() throws Exception {
        FileSink patient = FileSink.open(
                folder.resolve("patient.jsonl"), Duration.ofSeconds(60).toNanos(), 1 << 20, false);
        long now = System.nanoTime();
        JsonWriter writer = JsonWriter.borrow();
        for (int i = 0; i < 1000; i++) {
            patient.append(line(writer, "line"), now);
        }
        FileSink sink = openDefault();
        for (int round = 0; round < 5; round++) {
            now = System.nanoTime();
            long size = Files.size(file());
            for (int i = 0; i < 1000; i++) {
                sink.append(line(writer, "line"), now);
                size += 7;
            }
            while (Files.size(file()) < size) {
                Thread.onSpinWait();
            }
            Thread.sleep(30); // until the flusher has nothing to do but for the other
        }
        writer.release();
        assertThat(Files.size(folder.resolve("patient.jsonl"))).isLessThan(7000);
        close(sink);
        close(patient);

        assertThat(texts(file())).hasSize(5001);
        assertThat(texts(folder.resolve("patient.jsonl"))).hasSize(1001);
    }

    private FileSink openDefault() {
        try {
            return FileSink.open(file(), 1_000_000, 128 * 1024, false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Timeout(30)
    void append_burstIsWrittenByTheFlusherWithoutAnotherCall() throws Exception {
        FileSink sink = openDefault();
        long now = System.nanoTime();
        long size = 0;
        JsonWriter writer = JsonWriter.borrow();
        for (int i = 0; i < 2000; i++) { // all at the same instant: beyond the debt that is written through
            sink.append(line(writer, "line " + i), now);
            size += writer.length();
        }
        writer.release();
        while (Files.size(file()) < size) {
            Thread.onSpinWait();
        }

        assertThat(Files.size(file())).isEqualTo(size);
        close(sink);
        assertThat(texts(file())).hasSize(2001);
    }

    @Test
    void append_whileTheThreadIsInterruptedIsWritten() throws IOException {
        Thread.currentThread().interrupt();
        try (Tracer tracer = Tracer.builder(file()).open()) {
            for (int i = 0; i < 100; i++) {
                tracer.span("s").run(span -> {});
            }
        }
        assertThat(Thread.interrupted()).isTrue();

        assertThat(Lines.of(file()).ofType("span_end")).hasSize(100);
    }

    @Test
    void append_afterCloseIsLeftOutWithOneWarning() throws IOException {
        FileSink sink = open(file(), INTERVALS[1]);
        close(sink);
        try (Warnings warnings = new Warnings()) {
            append(sink, "late");
            append(sink, "later");
            close(sink);

            assertThat(warnings.messages()).singleElement().asString().contains("after the trace was closed");
        }
        assertThat(texts(file())).containsExactly("end");
    }

    @Test
    void flush_writesWhatWaits() throws IOException {
        FileSink sink = FileSink.open(file(), Duration.ofSeconds(50).toNanos(), 1 << 20, false);
        long now = System.nanoTime();
        JsonWriter writer = JsonWriter.borrow();
        for (int i = 0; i < 100; i++) {
            sink.append(line(writer, "line"), now);
        }
        writer.release();
        assertThat(Files.size(file())).isLessThan(700);
        sink.flush();

        assertThat(Files.size(file())).isEqualTo(700);
        close(sink);
    }

    @Test
    void force_everyWriteReachesTheDisk() throws IOException {
        try (Tracer tracer = Tracer.builder(file()).force(true).open()) {
            tracer.span("s").run(span -> {});
            assertThat(Lines.of(file()).story()).contains("span_end s");
        }
    }

    // ---- the disk refuses ---------------------------------------------------------------------------------------

    @Test
    @Timeout(60)
    void append_diskThatRefusesDropsCountsAndWarnsOnce() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full) && !Files.isRegularFile(full));
        Path link = Files.createSymbolicLink(file(), full);
        try (Warnings warnings = new Warnings()) {
            FileSink sink = open(link, INTERVALS[1]);
            for (int i = 0; i < 5000; i++) {
                append(sink, "line " + i);
            }
            close(sink);

            assertThat(sink.dropped()).isEqualTo(5001);
            assertThat(warnings.messages())
                    .filteredOn(m -> m.contains("cannot be written"))
                    .hasSize(1);
            assertThat(warnings.messages())
                    .filteredOn(m -> m.contains("5001 events were dropped"))
                    .hasSize(1);
        }
    }

    @Test
    void path_unwritableFileIsOneWarning() throws IOException {
        Path path = file();
        Files.createDirectory(path);
        try (Warnings warnings = new Warnings()) {
            FileSink sink = null;
            try {
                sink = open(path, INTERVALS[1]);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("run.jsonl");
            }
            assertThat(sink).isNull();
        }
    }

    // ---- process death ------------------------------------------------------------------------------------------

    /** Records as fast as it is told, says after each span that its call returned, and is killed. */
    static final class Victim {
        public static void main(String[] args) throws Exception {
            Tracer tracer = Tracer.builder(Path.of(args[0]))
                    .flushInterval(Duration.ofMillis(Integer.parseInt(args[1])))
                    .open();
            int spans = Integer.parseInt(args[2]);
            for (int i = 0; i < spans; i++) {
                tracer.span("span " + i).input("x".repeat(i % 300)).run(span -> {});
            }
            Runtime.getRuntime().halt(9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 5000", "1 100"})
    void halt_nothingWhoseCallReturnedIsMissing(String mode) throws Exception {
        String[] interval = mode.split(" ");
        Fork.Result result =
                Fork.of(Victim.class, file(), interval[0], interval[1]).run();

        assertThat(result.exit()).isEqualTo(9);
        assertThat(Lines.of(file()).ofType("span_end")).hasSize(Integer.parseInt(interval[1]));
    }

    @Test
    void tornLineOfAKilledProcessCostsNothingElse() throws IOException {
        Tracer.builder(file()).name("first").open().close();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), "{\"type\":\"span_sta".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        Tracer.builder(file()).name("second").open().close();

        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(5);
        assertThat(new String(whole, StandardCharsets.UTF_8)).startsWith(lines.get(0));
        assertThat(lines.get(2)).isEqualTo("{\"type\":\"span_sta");
        assertThat(Lines.checked(lines.get(3)).get("name").asString()).isEqualTo("second");
    }
}

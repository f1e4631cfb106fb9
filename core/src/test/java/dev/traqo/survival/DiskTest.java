package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.traqo.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk refuses what is written. */
class DiskTest {

    private static final int ENOUGH = 4000;

    @TempDir
    Path folder;

    @Test
    void linesStayWholeAndLossesAreCounted_diskIsFullForAWhile() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "needs root to mount");
        try (Warnings warnings = new Warnings()) {
            Path ballast = Files.write(disk.resolve("ballast"), new byte[3_800_000]);
            Path trace = disk.resolve("run.jsonl");
            long lines;
            try (Tracer tracer = Tracer.builder(trace).open()) {
                lines = recordUntilRefused(tracer, warnings);
                Files.delete(ballast);
                lines += recordUntilTaken(tracer, trace);
            }
            TraceLines found = TraceLines.whole(trace);
            found.assertClosed("ok");
            long dropped = (Long) found.stats().get("dropped");
            assertThat(dropped).isPositive();
            assertThat(found.events().size() + dropped).isEqualTo(lines + 2);
            assertThat(warnings.containing("cannot be written")).hasSize(1);
            assertThat(warnings.containing(dropped + " events were dropped")).hasSize(1);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static long recordUntilRefused(Tracer tracer, Warnings warnings) {
        long spans = 0;
        while (warnings.containing("cannot be written").isEmpty()) {
            tracer.span("s").input("x".repeat(100)).open().close();
            spans++;
        }
        for (int i = 0; i < ENOUGH; i++) { // more than the buffers hold
            tracer.span("refused").input("x".repeat(100)).open().close();
            spans++;
        }
        return 2 * spans;
    }

    /** The disk is tried again once a second. */
    private static long recordUntilTaken(Tracer tracer, Path trace) throws IOException, InterruptedException {
        long full = Files.size(trace);
        long spans = 0;
        while (Files.size(trace) <= full) {
            tracer.span("taken").open().close();
            spans++;
            Thread.sleep(20);
        }
        return 2 * spans;
    }

    @Test
    void linesStayWholeAndLossesAreCounted_fileMayNotGrow() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
        Path trace = folder.resolve("run.jsonl");
        Path go = folder.resolve("go");
        try (ChildJvm child = ChildJvm.of(Limited.class)
                .under("/usr/bin/prlimit", "--fsize=100000:unlimited")
                .args(trace, go)
                .start()) {
            child.await(ChildJvm.READY);
            TraceLines.whole(trace);
            assertThat(run("prlimit", "--pid", Long.toString(child.pid()), "--fsize=unlimited:unlimited"))
                    .isTrue();
            Files.createFile(go);
            assertThat(child.exitCode()).as(child.printed()).isZero();
            TraceLines found = TraceLines.whole(trace);
            found.assertClosed("ok");
            long dropped = (Long) found.stats().get("dropped");
            assertThat(dropped).isPositive();
            assertThat(child.printed())
                    .contains("lines recorded: " + (found.events().size() + dropped - 2));
            assertThat(child.printed()).containsOnlyOnce("cannot be written");
            assertThat(child.printed()).containsOnlyOnce(dropped + " events were dropped");
        }
    }

    /** Records more than its file may hold, and again when it may. */
    static final class Limited {
        public static void main(String[] args) throws Exception {
            Path trace = Path.of(args[0]);
            try (Tracer tracer = Tracer.builder(trace).open()) {
                long spans = 2L * ENOUGH;
                for (long i = 0; i < spans; i++) {
                    tracer.span("s").input("x".repeat(100)).open().close();
                }
                System.out.println(ChildJvm.READY);
                while (!Files.exists(Path.of(args[1]))) {
                    Thread.sleep(5);
                }
                System.out.println("lines recorded: " + (2 * spans + recordUntilTaken(tracer, trace)));
            }
        }
    }

    @Test
    void applicationGoesOn_deviceIsAlwaysFull() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        Path trace = Files.createSymbolicLink(folder.resolve("run.jsonl"), Path.of("/dev/full"));
        try (Warnings warnings = new Warnings()) {
            String result = Tracer.builder(trace).call(tracer -> {
                for (int i = 0; i < ENOUGH; i++) {
                    tracer.span("s").input("x".repeat(100)).open().close();
                }
                return tracer.span("last").call(span -> "result");
            });
            assertThat(result).isEqualTo("result");
            assertThat(warnings.containing("cannot be written")).hasSize(1);
            assertThat(warnings.containing((2 * ENOUGH + 4) + " events were dropped"))
                    .hasSize(1);
        }
    }

    @Test
    void longLinesAreWrittenAgain_diskHasSpaceAgain() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "needs root to mount");
        try (Warnings warnings = new Warnings()) {
            Path ballast = Files.write(disk.resolve("ballast"), new byte[3_500_000]);
            Path trace = disk.resolve("run.jsonl");
            String longer = "x".repeat(1_000_000);
            try (Tracer tracer = Tracer.builder(trace).open()) {
                tracer.log("refused", longer);
                assertThat(warnings.containing("cannot be written")).hasSize(1);
                Files.delete(ballast);
                long before = Files.size(trace);
                for (int i = 0; i < 1000 && Files.size(trace) <= before; i++) {
                    tracer.log("taken", longer);
                    Thread.sleep(20);
                }
                assertThat(Files.size(trace)).isGreaterThan(before);
            }
            assertThat(TraceLines.whole(trace).names("event")).contains("taken");
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void applicationGoesOn_folderIsAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        assertNotRecorded(file.resolve("run.jsonl"));
        assertThat(file).hasContent("not a folder");
    }

    @Test
    void applicationGoesOn_folderCannotBeMade() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
        assertNotRecorded(Path.of("/proc/traqo/run.jsonl"));
    }

    @Test
    void applicationGoesOn_folderIsReadOnly() throws Exception {
        Path closed = Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeTrue(!Files.isWritable(closed), "root may write everywhere");
        assertNotRecorded(closed.resolve("run.jsonl"));
    }

    private static void assertNotRecorded(Path trace) {
        try (Warnings warnings = new Warnings()) {
            String result = Tracer.builder(trace).call(tracer -> {
                assertThat(tracer.isRecording()).isFalse();
                return tracer.span("step").input("in").call(span -> "result");
            });
            assertThat(result).isEqualTo("result");
            assertThat(warnings.containing(trace.toString())).hasSize(1);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}

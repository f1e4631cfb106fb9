package dev.traqo.benchmarks;

import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceIndex;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation reads a trace file of a million spans that lies in the page cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 7)
public class ReadBenchmark {

    private static final int THREADS = 2;

    /** The file, made by {@link TraceFiles}. */
    @Param("")
    public String file = "";

    /** How many spans it holds. */
    @Param("1000000")
    public int spans;

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Path path;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

    /** A database in memory, opened once. */
    @State(Scope.Benchmark)
    public static class Database {

        @SuppressWarnings("NullAway.Init") // set before the first call
        private Connection connection;

        @Setup
        public void open() throws SQLException {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET threads=" + THREADS);
            }
        }

        @TearDown
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Setup
    public void open() throws IOException {
        path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new IOException("No trace file at " + path + ": make it with TraceFiles big");
        }
    }

    /** The limit: every byte is fetched, none is looked at. */
    @Benchmark
    public long plainRead() throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            long total = 0;
            for (int read = 0; read >= 0; total += read) {
                read = channel.read(buffer.clear());
            }
            return total;
        }
    }

    @Benchmark
    public double duckDb(Database database) throws SQLException {
        return sumOfDurations(database.connection, path);
    }

    static double sumOfDurations(Connection connection, Path file) throws SQLException {
        String query = "SELECT type, kind, count(*), coalesce(sum(duration_s), 0) FROM read_json('"
                + file.toString().replace("'", "''")
                + "', format='newline_delimited', columns={type:'VARCHAR', kind:'VARCHAR', duration_s:'DOUBLE'})"
                + " GROUP BY ALL";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            double total = 0;
            while (rows.next()) {
                total += rows.getDouble(4);
            }
            return total;
        }
    }

    @Benchmark
    public long jackson() throws IOException, InterruptedException {
        List<JacksonColumns> parts = JacksonColumns.read(path, THREADS);
        return parts.stream().mapToLong(JacksonColumns::totalMicros).sum();
    }

    /** The columns of every span; their number is the proof that the file was read. */
    @Benchmark
    public int index() throws IOException {
        try (TraceIndex index = TraceIndex.open(path, THREADS)) {
            return complete(index.size());
        }
    }

    /** From the file to a tree that was walked from end to end. */
    @Benchmark
    public int tree() throws IOException {
        int spans = 0;
        try (TraceIndex index = TraceIndex.open(path, THREADS)) {
            for (TraceTree tree : index.traces()) {
                for (SpanNode span : tree.spans()) {
                    spans += span.openEnded() ? 0 : 1;
                }
            }
        }
        return complete(spans);
    }

    private int complete(int found) {
        if (found != spans) {
            throw new IllegalStateException(found + " of " + spans + " spans were read");
        }
        return found;
    }
}

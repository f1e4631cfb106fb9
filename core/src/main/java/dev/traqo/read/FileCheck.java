package dev.traqo.read;

import dev.traqo.internal.LineReader;
import dev.traqo.internal.NamedFiles;
import dev.traqo.internal.TraceNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the stubs of a trace with the files that they name. Each file is read once, each problem told once. */
final class FileCheck {

    /** What is wrong, and what to do about it. */
    record Complaint(String what, String remedy) {}

    private static final String AGAIN = "copy it again from where the trace comes from";

    private final TraceFiles files;
    private final Map<String, @Nullable Complaint> checked = new HashMap<>();
    private final Set<Complaint> told = new HashSet<>();
    private final Map<String, List<Complaint>> inContent = new HashMap<>();

    /** Also looks into the large inputs of an archive. */
    FileCheck(Path traceFile) throws IOException {
        files = TraceFiles.of(traceFile);
        if (!TraceNames.isArchive(TraceNames.name(traceFile))) {
            return;
        }
        try (ContentFile content = ContentFile.besides(traceFile)) {
            if (content != null) {
                for (LineReader line = content.next(); line != null; line = content.next()) {
                    content(line);
                }
            }
        }
    }

    private void content(LineReader lines) {
        if (names(lines.buffer(), lines.start(), lines.length())) {
            Map<String, @Nullable Object> line = ContentLine.parse(lines.buffer(), lines.start(), lines.length());
            if (line != null && line.get("span_id") instanceof String id) {
                inContent.putIfAbsent(id, of(line.get("input")));
            }
        }
    }

    private static boolean names(byte[] bytes, int from, int length) {
        return NamedFiles.find(bytes, from, from + length) >= 0;
    }

    /**
     * What is wrong with the files that a line names and that no earlier line named.
     *
     * @param fields of the event; may lack input and output
     */
    List<Complaint> line(byte[] bytes, int from, int length, Map<String, @Nullable Object> fields) {
        List<Complaint> found = new ArrayList<>();
        if (names(bytes, from, length)) {
            found.addAll(of(Json.parse(bytes, from, length)));
        }
        if ("span_start".equals(fields.get("type"))) {
            List<Complaint> large = inContent.remove(String.valueOf(fields.get("id")));
            found.addAll(large == null ? List.of() : large);
        }
        found.removeIf(complaint -> !told.add(complaint));
        return found;
    }

    private List<Complaint> of(@Nullable Object value) {
        List<Complaint> found = new ArrayList<>();
        Deque<Object> open = new ArrayDeque<>();
        for (Object at = value; at != null; at = open.poll()) {
            Complaint complaint = null;
            if (at instanceof Map<?, ?> map) {
                TraceFiles.Stub stub = TraceFiles.stub(map);
                complaint = stub != null ? of(stub) : malformed(map);
                map.values().stream().filter(FileCheck::isInner).forEach(open::push);
            } else if (at instanceof List<?> list) {
                list.stream().filter(FileCheck::isInner).forEach(open::push);
            }
            if (complaint != null) {
                found.add(complaint);
            }
        }
        return found;
    }

    private static boolean isInner(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }

    private static @Nullable Complaint malformed(Map<?, ?> map) {
        return map.keySet().equals(TraceFiles.FIELDS)
                ? new Complaint(
                        "_file " + Json.write(map.get("_file")) + " is not the name of a file of this hash",
                        "readers take it for any other value and open nothing; correct the program that wrote it")
                : null;
    }

    private @Nullable Complaint of(TraceFiles.Stub stub) {
        String name = stub.name();
        if (name == null) {
            return null;
        }
        String key = name + " " + stub.size();
        if (!checked.containsKey(key)) {
            checked.put(key, check(name, stub));
        }
        return checked.get(key);
    }

    private @Nullable Complaint check(String name, TraceFiles.Stub stub) {
        String shown = TraceNames.name(files.folder()) + "/" + name;
        Path file = files.resolve(name);
        if (file == null) {
            boolean there = Files.exists(files.folder().resolve(name), LinkOption.NOFOLLOW_LINKS);
            return there
                    ? new Complaint(shown + " is a link, or no regular file", "readers do not open it; " + AGAIN)
                    : new Complaint("the file " + shown + " is missing", "copy it from where the trace comes from");
        }
        try {
            long size = Files.size(file);
            if (size != stub.size()) {
                return new Complaint(shown + " has " + size + " bytes instead of " + stub.size(), AGAIN);
            }
            return hash(file).equals(stub.sha256())
                    ? null
                    : new Complaint(shown + " was changed: it does not have the hash that its name says", AGAIN);
        } catch (IOException e) {
            return new Complaint(shown + " cannot be read: " + e.getMessage(), "make it readable");
        }
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}

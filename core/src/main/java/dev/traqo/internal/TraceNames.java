package dev.traqo.internal;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the names of trace files say. */
public final class TraceNames {

    /** Ending of a raw trace. */
    public static final String RAW = ".jsonl";

    /** Ending of an archive's events. */
    public static final String ARCHIVE = ".jsonl.gz";

    /** Ending of an archive's large inputs. */
    public static final String CONTENT = ".content.jsonl.zst";

    /** Ending of the folder with a trace's images, sounds and documents. */
    public static final String FILES = ".files";

    private static final Pattern FILE = Pattern.compile("[0-9a-f]{64}\\.[a-z0-9]{1,8}");

    private TraceNames() {}

    /** Whether a file of this name is listed as a trace. Hidden and temporary files begin with a dot. */
    public static boolean isTrace(String fileName) {
        return !fileName.startsWith(".") && (fileName.endsWith(RAW) || fileName.endsWith(ARCHIVE));
    }

    /** Whether this is the name of an archive's events. */
    public static boolean isArchive(String fileName) {
        return fileName.endsWith(ARCHIVE);
    }

    /** The name without its ending: what a raw trace and its archive have in common. */
    public static String stem(String fileName) {
        if (fileName.endsWith(ARCHIVE)) {
            return fileName.substring(0, fileName.length() - ARCHIVE.length());
        }
        return fileName.endsWith(RAW) ? fileName.substring(0, fileName.length() - RAW.length()) : fileName;
    }

    /** Last part of the path; empty for a root. */
    public static String name(Path file) {
        @Nullable Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /** Where the large inputs of this trace file are, if it has any. */
    public static Path content(Path traceFile) {
        return traceFile.resolveSibling(stem(name(traceFile)) + CONTENT);
    }

    /** Where the images, sounds and documents of this trace file are, if it has any: a raw trace and its archive share them. */
    public static Path files(Path traceFile) {
        return traceFile.resolveSibling(stem(name(traceFile)) + FILES);
    }

    /** {@link #files} if that is a folder, and not a link to one; null otherwise. */
    public static @Nullable Path existingFiles(Path traceFile) {
        Path folder = files(traceFile);
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) ? folder : null;
    }

    /** Whether this is what a file in such a folder is called; nothing else is ever read or copied. */
    public static boolean isFile(String name) {
        return FILE.matcher(name).matches();
    }
}

package dev.traqo.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who writes: how a reader on the same machine tells a running trace from a crashed one. */
public final class ThisProcess {

    private static final long PID = ProcessHandle.current().pid();
    private static final String HOST = findHost();

    private ThisProcess() {}

    public static long pid() {
        return PID;
    }

    /** Name of this machine, from wherever it can be had without asking the network. */
    public static String host() {
        return HOST;
    }

    private static String findHost() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IOException | RuntimeException e) {
            // not Linux
        }
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return name.strip();
            }
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}

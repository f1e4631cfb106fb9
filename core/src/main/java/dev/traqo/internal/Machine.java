package dev.traqo.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine, process and thread, as a trace names them and as a reader compares them. */
public final class Machine {

    private Machine() {}

    /** Name of this machine, found once and without asking the network where that is possible. Never empty. */
    public static String host() {
        return Host.NAME;
    }

    /** Id of this process. */
    public static long pid() {
        return Pid.ID;
    }

    /** Name of the current thread. Threads without one, as virtual threads are by default, have a number. Never empty. */
    public static String thread() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        if (!name.isEmpty()) {
            return name;
        }
        boolean virtual = thread.getClass().getName().contains("Virtual"); // isVirtual() is of Java 21
        return (virtual ? "virtual-" : "thread-") + thread.getId();
    }

    private static final class Pid {
        private static final long ID = ProcessHandle.current().pid();
    }

    private static final class Host {
        private static final String NAME = find();

        private static String find() {
            try {
                String kernel =
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
                if (!kernel.isEmpty()) {
                    return kernel;
                }
            } catch (IOException | RuntimeException e) {
                // Not Linux: the next source answers.
            }
            String windows = System.getenv("COMPUTERNAME");
            if (windows != null && !windows.isBlank()) {
                return windows.strip();
            }
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException | RuntimeException e) {
                return "localhost";
            }
        }
    }
}

package dev.traqo.weave;

import dev.traqo.Tracer;
import dev.traqo.Traqo;
import dev.traqo.internal.Captured;
import dev.traqo.internal.Context;
import dev.traqo.internal.OpenTraces;
import dev.traqo.internal.Settings;
import dev.traqo.internal.Settings.Auto;
import dev.traqo.internal.Step;
import org.jspecify.annotations.Nullable;

/** The traces of a program that opens none itself ({@code TRAQO_AUTO}). */
final class AutoTrace {

    private static volatile Auto mode = Settings.auto();
    private static volatile boolean worked;
    private static @Nullable Tracer process;
    private static @Nullable Object processRoot;

    private AutoTrace() {}

    static boolean isOn() {
        return mode != Auto.OFF;
    }

    /** The trace for a call outside any, which is then current; null if there is to be none. */
    static @Nullable Tracer open(String name, @Nullable Object input) {
        if (mode == Auto.OFF || !Traqo.isEnabled()) {
            return null;
        }
        return mode == Auto.PROCESS ? process() : root(name, input);
    }

    /** What ends this trace together with the call that it was opened for; null if it outlives the call. */
    static @Nullable Step rootOf(Tracer tracer) {
        return tracer == process ? null : (Step) Context.current();
    }

    private static @Nullable Tracer root(String name, @Nullable Object input) {
        Object recorded = Settings.captureContent() ? Captured.of(input) : null;
        return worked ? usable(Tracer.builder(name).input(recorded).open()) : first(name, recorded);
    }

    /** One at a time, so that a folder that cannot be written to is reported once. */
    private static synchronized @Nullable Tracer first(String name, @Nullable Object recorded) {
        if (mode == Auto.OFF) {
            return null;
        }
        Tracer opened = usable(Tracer.builder(name).input(recorded).open());
        worked = opened != null;
        return opened;
    }

    private static synchronized @Nullable Tracer process() {
        if (process == null) {
            process = first(processName(), null);
            if (process == null) {
                return null;
            }
            OpenTraces.add(process, process::close); // the end of the process is its regular end
            processRoot = Context.current();
        }
        Context.swap(processRoot);
        return process;
    }

    /** A folder that cannot be written to has been reported, and is not tried again for each call. */
    private static @Nullable Tracer usable(Tracer opened) {
        if (opened.isRecording()) {
            return opened;
        }
        if (Traqo.isEnabled()) {
            giveUp();
        }
        return null;
    }

    private static synchronized void giveUp() {
        if (mode != Auto.OFF) {
            mode = Auto.OFF;
            TracedCall.count(-1);
        }
    }

    private static String processName() {
        String command = System.getProperty("sun.java.command", "").strip();
        String name = nameOf(command.split(" ", 2)[0]);
        return name.isEmpty() ? "process" : name;
    }

    /** The bare name of {@code dev.app.Main}, {@code dev.app/dev.app.Main} or {@code lib/app.jar}. */
    static String nameOf(String main) {
        String last = main.substring(Math.max(main.lastIndexOf('/'), main.lastIndexOf('\\')) + 1);
        return last.endsWith(".jar")
                ? last.substring(0, last.length() - ".jar".length())
                : last.substring(last.lastIndexOf('.') + 1);
    }
}

package dev.traqo.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import org.jspecify.annotations.Nullable;

/** Looks at every class that is loaded and weaves those that concern us. */
final class Weaver implements ClassFileTransformer {

    private final Instrumentation instrumentation;
    private final CoreInReserve core;
    private final Report report;

    Weaver(Instrumentation instrumentation, CoreInReserve core, Report report) {
        this.instrumentation = instrumentation;
        this.core = core;
        this.report = report;
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        try {
            if (loader == null) {
                return name != null && Carriers.weaves(name) ? carrying(name, classFile) : null;
            }
            return ConstantPool.mentions(classFile, TraceScan.TRACE) ? traced(module, loader, classFile) : null;
        } catch (Throwable e) {
            report.trouble(name + " could not be woven and runs untraced: " + e);
            return null;
        }
    }

    private byte[] carrying(String name, byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(Carriers.visitor(writer, name), ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private byte @Nullable [] traced(Module module, ClassLoader loader, byte[] classFile)
            throws ClassNotFoundException {
        ClassReader reader = new ClassReader(classFile);
        TraceScan scan = TraceScan.of(reader);
        for (String remark : scan.remarks()) {
            report.trouble(remark);
        }
        if (scan.methods().isEmpty()) {
            return null;
        }
        if (!core.isVisibleTo(loader)) {
            report.trouble(reader.getClassName().replace('/', '.') + " runs untraced: its class loader does not find "
                    + "traqo-core, or one that does not fit this agent; use traqo-core of the agent's version");
            return null;
        }
        letRead(module, loader);
        byte[] woven = TraceVisitor.woven(reader, scan);
        report.detail("wove " + reader.getClassName().replace('/', '.') + " ("
                + scan.methods().size() + " methods)");
        return woven;
    }

    /** Woven code calls the library, whether or not the application's module says that it requires it. */
    private void letRead(Module module, ClassLoader loader) throws ClassNotFoundException {
        if (!module.isNamed()) {
            return;
        }
        Module library = Class.forName(TraceBracket.CALL.replace('/', '.'), false, loader)
                .getModule();
        if (!module.canRead(library)) {
            instrumentation.redefineModule(module, Set.of(library), Map.of(), Map.of(), Set.of(), Map.of());
        }
    }
}

package dev.traqo.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves {@code @Trace} methods when an application is built: for the Byte Buddy plugins of Maven and Gradle ({@code
 * docs/weaving.md}). A class that was woven before is left as it is.
 */
public final class TracePlugin implements Plugin {

    // by name: the library is on the class path of what is woven, and seldom on that of the build plugin
    private static final String TRACE = Type.getType(TraceScan.TRACE).getClassName();
    private static final String WOVEN = Type.getType(TraceScan.WOVEN).getClassName();

    /** Made by the build plugin. */
    public TracePlugin() {}

    @Override
    public boolean matches(TypeDescription type) {
        boolean traced = !type.getDeclaredMethods()
                .filter(ElementMatchers.isAnnotatedWith(ElementMatchers.named(TRACE)))
                .isEmpty();
        return traced && type.getDeclaredAnnotations().stream().noneMatch(TracePlugin::marksWoven);
    }

    private static boolean marksWoven(AnnotationDescription annotation) {
        return annotation.getAnnotationType().getName().equals(WOVEN);
    }

    @Override
    public DynamicType.Builder<?> apply(
            DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator classFiles) {
        TraceScan scan = scan(type, classFiles);
        scan.remarks().forEach(remark -> System.err.println("traqo: " + remark));
        return scan.methods().isEmpty() ? builder : builder.visit(new Weaving(scan));
    }

    private static TraceScan scan(TypeDescription type, ClassFileLocator classFiles) {
        try {
            return TraceScan.of(
                    new ClassReader(classFiles.locate(type.getName()).resolve()));
        } catch (IOException e) {
            throw new UncheckedIOException(type.getName() + " cannot be read", e);
        }
    }

    @Override
    public void close() {}

    private record Weaving(TraceScan scan) implements AsmVisitorWrapper {

        @Override
        public int mergeWriter(int flags) {
            return flags | ClassWriter.COMPUTE_MAXS;
        }

        @Override
        public int mergeReader(int flags) {
            return flags | ClassReader.EXPAND_FRAMES;
        }

        @Override
        public ClassVisitor wrap(
                TypeDescription type,
                ClassVisitor next,
                Implementation.Context context,
                TypePool types,
                FieldList<FieldDescription.InDefinedShape> fields,
                MethodList<?> methods,
                int writerFlags,
                int readerFlags) {
            return new TraceVisitor(next, scan.methods());
        }
    }
}

package dev.traqo.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.weave.TracedCall;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application server loads the library with the application and lets go of both. */
class ClassLoaderTest {

    @TempDir
    Path folder;

    @Test
    void libraryIsUnloaded_applicationIsRedeployed() throws Exception {
        Path trace = folder.resolve("run.jsonl");
        String printed = ChildJvm.of(Server.class).args(trace).run();
        assertThat(printed).contains("unloaded");
        TraceLines.whole(trace).assertClosed("ok");
    }

    /** Runs {@link Application} in a class loader of its own, on a thread that lives on. */
    static final class Server {
        public static void main(String[] args) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            WeakReference<ClassLoader> loader = deploy(pool, args[0]);
            for (int i = 0; i < 200 && loader.get() != null; i++) {
                System.gc();
                Thread.sleep(50);
            }
            System.out.println(loader.get() == null ? "unloaded" : "still there");
            pool.shutdown();
        }

        private static WeakReference<ClassLoader> deploy(ExecutorService pool, String trace) throws Exception {
            URL library = codeOf(dev.traqo.Tracer.class);
            URL application = codeOf(Application.class);
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {library, application}, ClassLoader.getPlatformClassLoader());
            Method run = loader.loadClass(Application.class.getName()).getMethod("run", String.class);
            for (int i = 0; i < 4; i++) {
                String file = i == 0 ? trace : trace.replace(".jsonl", "-" + i + ".jsonl");
                pool.submit(() -> run.invoke(null, file)).get();
            }
            loader.close();
            return new WeakReference<>(loader);
        }

        private static URL codeOf(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }
    }

    /** What is deployed. */
    public static final class Application {
        private Application() {}

        public static void run(String trace) {
            try (var tracer = dev.traqo.Tracer.builder(Path.of(trace)).open()) {
                for (int i = 0; i < 2000; i++) { // enough to wake the flusher
                    tracer.span("s").input(java.util.Map.of("i", i)).open().close();
                }
                tracer.span("bean").input(new Application()).call(span -> Thread.currentThread());
                lazy().next(); // one is read to its end, one is left to the garbage collector
                lazy().forEachRemaining(item -> {});
            }
        }

        @dev.traqo.Trace
        public static Iterator<String> items(String text) {
            return List.of(text, text).iterator();
        }

        @SuppressWarnings("unchecked")
        private static Iterator<String> lazy() {
            Object[] arguments = {"a"};
            TracedCall call = TracedCall.enter(Application.class, "items(java.lang.String)", arguments);
            return (Iterator<String>) call.exit(items("a"), null);
        }

        public String getName() {
            return "name";
        }
    }
}

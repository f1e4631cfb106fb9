package dev.traqo.survival;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Numbers in a mapped file: what a process has put here is still there after it was killed. */
final class SharedLongs {

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    private SharedLongs(ByteBuffer memory) {
        this.memory = memory;
    }

    static SharedLongs map(Path file, int count) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedLongs(channel.map(FileChannel.MapMode.READ_WRITE, 0, 8L * count));
        }
    }

    void put(int index, long value) {
        LONG.setRelease(memory, 8 * index, value);
    }

    long at(int index) {
        return (long) LONG.getAcquire(memory, 8 * index);
    }
}

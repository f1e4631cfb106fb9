package dev.traqo.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;

/** The text of an archive, inflated member by member where it is read. */
final class MemberSource extends ByteSource {

    private static final int KEPT = 8;

    private final FileChannel channel;
    private final ArchiveIndex index;
    private final Deque<Member> recent = new ArrayDeque<>();
    private volatile boolean truncated;

    private record Member(int number, byte[] text) {}

    MemberSource(FileChannel channel, ArchiveIndex index) {
        this.channel = channel;
        this.index = index;
    }

    @Override
    long length() {
        return index.size();
    }

    @Override
    int read(long position, byte[] into, int offset, int length) throws IOException {
        if (position >= index.size()) {
            return length == 0 ? 0 : -1;
        }
        int done = 0;
        while (done < length && position + done < index.size()) {
            int number = index.memberAt(position + done);
            byte[] text = member(number).text();
            int from = (int) (position + done - index.textOffset(number));
            int n = Math.min(length - done, text.length - from);
            System.arraycopy(text, from, into, offset + done, n);
            done += n;
        }
        return done;
    }

    private Member member(int number) throws IOException {
        synchronized (recent) {
            for (Iterator<Member> each = recent.iterator(); each.hasNext(); ) {
                Member member = each.next();
                if (member.number() == number) {
                    each.remove();
                    recent.addFirst(member);
                    return member;
                }
            }
        }
        // Inflated outside the lock: this is where several threads gain.
        Member loaded = new Member(number, inflate(number));
        synchronized (recent) {
            // Large members are single long lines: keeping several would hold more than a line in memory.
            while (recent.size() >= KEPT || !recent.isEmpty() && loaded.text().length > (1 << 22)) {
                recent.removeLast();
            }
            recent.addFirst(loaded);
        }
        return loaded;
    }

    private byte[] inflate(int number) throws IOException {
        byte[] text = new byte[(int) (index.textOffset(number + 1) - index.textOffset(number))];
        ChannelStream compressed = new ChannelStream(channel, index.fileOffset(number), index.fileOffset(number + 1));
        try (TextStream stream = new TextStream(compressed)) {
            int n = stream.readNBytes(text, 0, text.length);
            if (n < text.length || stream.read() >= 0 || stream.truncated()) {
                truncated = true;
                Arrays.fill(text, n, text.length, (byte) '\n');
            }
        }
        return text;
    }

    @Override
    boolean parallel() {
        return true;
    }

    @Override
    boolean truncated() {
        return truncated;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

import { expect, test } from 'vitest';
import { parseStack } from '../src/lib/frames';

const outline = (text: string) =>
  parseStack(text).map((part) =>
    part.kind === 'folded'
      ? `[${part.frames.length}]`
      : part.kind === 'frame'
        ? part.text
        : `${part.role}: ${part.text}`,
  );

test('frames of frameworks are folded, those of the application and causes are not', () => {
  const text = `java.lang.IllegalStateException: no order 17
\tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
\tat com.example.Orders.find(Orders.java:41)
\tat org.springframework.aop.Invoker.invoke(Invoker.java:1)
\tat app//org.springframework.aop.Proxy.call(Proxy.java:2)
\tat com.example.Main.main(Main.java:9)
\tSuppressed: java.io.IOException: closing
\t\tat com.example.Db.close(Db.java:5)
\t\t... 2 more
Caused by: java.net.SocketTimeoutException: timed out
\tat java.base/sun.nio.ch.Net.poll(Native Method)
\tat java.base/java.net.Socket.read(Socket.java:3)
\tat io.netty.channel.Loop.run(Loop.java:3)
\t... 17 more
`;
  expect(outline(text)).toEqual([
    'exception: java.lang.IllegalStateException: no order 17',
    'at java.base/java.util.Objects.requireNonNull(Objects.java:233)',
    'at com.example.Orders.find(Orders.java:41)',
    '[2]',
    'at com.example.Main.main(Main.java:9)',
    'suppressed: Suppressed: java.io.IOException: closing',
    'at com.example.Db.close(Db.java:5)',
    '... 2 more',
    'cause: Caused by: java.net.SocketTimeoutException: timed out',
    'at java.base/sun.nio.ch.Net.poll(Native Method)',
    '[3]',
  ]);
});

test('lines of a message are kept as they are', () => {
  expect(outline('x.E: first\n  second line\n\tat a.B.c(B.java:1)')).toEqual([
    'exception: x.E: first',
    'other:   second line',
    'at a.B.c(B.java:1)',
  ]);
});

test('tracebacks of Python keep the code below a place', () => {
  const text = `Traceback (most recent call last):
  File "/app/main.py", line 3, in run
    call()
    ~~~~^^
  File "/usr/lib/python3.12/site-packages/httpx/_client.py", line 9, in send
    raise x
  File "/usr/lib/python3.12/site-packages/httpx/_b.py", line 2, in read
    raise y
ValueError: no

The above exception was the direct cause of the following exception:`;
  expect(outline(text)).toEqual([
    'other: Traceback (most recent call last):',
    'File "/app/main.py", line 3, in run\n  call()\n  ~~~~^^',
    '[2]',
    'exception: ValueError: no',
    'other: ',
    'cause: The above exception was the direct cause of the following exception:',
  ]);
});

test('what is no stack trace is text', () => {
  expect(outline('')).toEqual([]);
  expect(outline('just words')).toEqual(['exception: just words']);
});

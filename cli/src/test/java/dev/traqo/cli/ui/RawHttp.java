package dev.traqo.cli.ui;

import dev.traqo.read.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Sends what it is told to, also what no proper client sends, and takes the answer apart. */
final class RawHttp {

    record Answer(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        Map<?, ?> json() {
            return (Map<?, ?>) Json.parse(text());
        }

        String message() {
            return String.valueOf(((Map<?, ?>) json().get("error")).get("message"));
        }
    }

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** A GET as a browser's address bar sends it, and more headers: {@code Name: value}. */
    Answer get(String path, String... headers) throws IOException {
        return request("GET", path, headers);
    }

    Answer request(String method, String path, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        boolean host = false;
        for (String header : headers) {
            host |= header.startsWith("Host:");
            text.append(header.equals("Host:") ? "" : header + "\r\n");
        }
        if (!host) {
            text.append("Host: 127.0.0.1:" + port + "\r\n");
        }
        return send(text + "Connection: close\r\n\r\n", method.equals("HEAD"));
    }

    Answer send(String request, boolean head) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket.getInputStream(), head);
        }
    }

    static Answer read(InputStream in, boolean head) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            throw new IOException("closed without an answer");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = head ? in.readAllBytes() : body(in, headers);
        return new Answer(Integer.parseInt(first.split(" ")[1]), headers, body);
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                String size = line(in);
                if (size.isEmpty()) {
                    throw new IOException("the answer was cut");
                }
                int length = Integer.parseInt(size, 16);
                body.write(in.readNBytes(length));
                line(in);
                if (length == 0) {
                    return body.toByteArray();
                }
            }
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }

    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}

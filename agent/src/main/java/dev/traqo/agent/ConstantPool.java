package dev.traqo.agent;

import java.nio.charset.StandardCharsets;

/** A first look at a class file: almost none mentions what we look for, and most have a long constant pool. */
final class ConstantPool {

    private static final int FIRST_ENTRY = 10;

    private ConstantPool() {}

    /** Whether this ASCII text is a constant of the class. False for what is not a class file. */
    static boolean mentions(byte[] classFile, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        int entries = classFile.length < FIRST_ENTRY ? 0 : u2(classFile, FIRST_ENTRY - 2);
        int at = FIRST_ENTRY;
        for (int i = 1; i < entries && at + 3 <= classFile.length; i++) {
            switch (classFile[at]) {
                case 1 -> {
                    int length = u2(classFile, at + 1);
                    if (length == wanted.length && same(classFile, at + 3, wanted)) {
                        return true;
                    }
                    at += 3 + length;
                }
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
                case 5, 6 -> {
                    at += 9;
                    i++; // long and double take two numbers
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean same(byte[] classFile, int at, byte[] wanted) {
        if (at + wanted.length > classFile.length) {
            return false;
        }
        for (int i = wanted.length - 1; i >= 0; i--) { // descriptors differ at the end
            if (classFile[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static int u2(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}

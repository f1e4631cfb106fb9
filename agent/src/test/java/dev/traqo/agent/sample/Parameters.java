package dev.traqo.agent.sample;

import dev.traqo.Trace;
import java.util.List;
import java.util.function.Supplier;

/** Parameters: none, wide ones before and between others, reassigned ones, as many as a method can have. */
public final class Parameters implements Supplier<List<String>> {

    @Trace
    static String wideFirst(long a, int b, double c, String d, double e) {
        String local = d + a;
        long wide = a + b;
        return local + b + c + e + wide;
    }

    @Trace
    String wideLast(int a, long b) {
        double sum = a + b;
        int more = a + 1;
        return sum + "/" + more;
    }

    @Trace
    static int reassigned(int a, String b, long c) {
        a += 5;
        b = b + a;
        c = c * 2;
        for (int i = 0; i < 3; i++) {
            a += i;
        }
        return a + b.length() + (int) c;
    }

    @Trace
    Object changedType(Object value) {
        value = value.toString().length();
        return value;
    }

    @Trace
    String all(boolean a, byte b, char c, short d, int e, long f, float g, double h, int[] i, List<String> j) {
        return "" + a + b + c + d + e + f + g + h + i.length + j;
    }

    @Trace
    String most(
            long p0,
            double p1,
            int p2,
            String p3,
            byte p4,
            float p5,
            long p6,
            double p7,
            int p8,
            String p9,
            byte p10,
            float p11,
            long p12,
            double p13,
            int p14,
            String p15,
            byte p16,
            float p17,
            long p18,
            double p19,
            int p20,
            String p21,
            byte p22,
            float p23,
            long p24,
            double p25,
            int p26,
            String p27,
            byte p28,
            float p29,
            long p30,
            double p31,
            int p32,
            String p33,
            byte p34,
            float p35,
            long p36,
            double p37,
            int p38,
            String p39,
            byte p40,
            float p41,
            long p42,
            double p43,
            int p44,
            String p45,
            byte p46,
            float p47,
            long p48,
            double p49,
            int p50,
            String p51,
            byte p52,
            float p53,
            long p54,
            double p55,
            int p56,
            String p57,
            byte p58,
            float p59,
            long p60,
            double p61,
            int p62,
            String p63,
            byte p64,
            float p65,
            long p66,
            double p67,
            int p68,
            String p69,
            byte p70,
            float p71,
            long p72,
            double p73,
            int p74,
            String p75,
            byte p76,
            float p77,
            long p78,
            double p79,
            int p80,
            String p81,
            byte p82,
            float p83,
            long p84,
            double p85,
            int p86,
            String p87,
            byte p88,
            float p89,
            long p90,
            double p91,
            int p92,
            String p93,
            byte p94,
            float p95,
            long p96,
            double p97,
            int p98,
            String p99,
            byte p100,
            float p101,
            long p102,
            double p103,
            int p104,
            String p105,
            byte p106,
            float p107,
            long p108,
            double p109,
            int p110,
            String p111,
            byte p112,
            float p113,
            long p114,
            double p115,
            int p116,
            String p117,
            byte p118,
            float p119,
            long p120,
            double p121,
            int p122,
            String p123,
            byte p124,
            float p125,
            long p126,
            double p127,
            int p128,
            String p129,
            byte p130,
            float p131,
            long p132,
            double p133,
            int p134,
            String p135,
            byte p136,
            float p137,
            long p138,
            double p139,
            int p140,
            String p141,
            byte p142,
            float p143,
            long p144,
            double p145,
            int p146,
            String p147,
            byte p148,
            float p149,
            long p150,
            double p151,
            int p152,
            String p153,
            byte p154,
            float p155,
            long p156,
            double p157,
            int p158,
            String p159,
            byte p160,
            float p161,
            long p162,
            double p163,
            int p164,
            String p165,
            byte p166,
            float p167,
            long p168,
            double p169,
            int p170,
            String p171,
            byte p172,
            float p173,
            long p174,
            double p175,
            int p176,
            String p177,
            byte p178,
            float p179,
            long p180,
            double p181,
            int p182,
            String p183,
            byte p184,
            float p185,
            long p186,
            double p187,
            int p188,
            String p189) {
        String joined =
                p0 + "," + p1 + "," + p2 + "," + p3 + "," + p4 + "," + p5 + "," + p187 + "," + p188 + "," + p189;
        return joined;
    }

    @Override
    public List<String> get() {
        Notes notes = new Notes();
        notes.call("wideFirst", () -> wideFirst(1L, 2, 3.5, "d", 4.5));
        notes.call("wideLast", () -> wideLast(1, 2L));
        notes.call("reassigned", () -> reassigned(1, "b", 3L));
        notes.call("changedType", () -> changedType("four"));
        notes.call("all", () -> all(true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, new int[2], List.of("x")));
        notes.call(
                "most",
                () -> most(
                        0L, 1.5, 2, "3", (byte) 4, 5.5f, 6L, 7.5, 8, "9", (byte) 10, 11.5f, 12L, 13.5, 14, "15",
                        (byte) 16, 17.5f, 18L, 19.5, 20, "21", (byte) 22, 23.5f, 24L, 25.5, 26, "27", (byte) 28, 29.5f,
                        30L, 31.5, 32, "33", (byte) 34, 35.5f, 36L, 37.5, 38, "39", (byte) 40, 41.5f, 42L, 43.5, 44,
                        "45", (byte) 46, 47.5f, 48L, 49.5, 50, "51", (byte) 52, 53.5f, 54L, 55.5, 56, "57", (byte) 58,
                        59.5f, 60L, 61.5, 62, "63", (byte) 64, 65.5f, 66L, 67.5, 68, "69", (byte) 70, 71.5f, 72L, 73.5,
                        74, "75", (byte) 76, 77.5f, 78L, 79.5, 80, "81", (byte) 82, 83.5f, 84L, 85.5, 86, "87",
                        (byte) 88, 89.5f, 90L, 91.5, 92, "93", (byte) 94, 95.5f, 96L, 97.5, 98, "99", (byte) 0, 101.5f,
                        102L, 103.5, 104, "105", (byte) 6, 107.5f, 108L, 109.5, 110, "111", (byte) 12, 113.5f, 114L,
                        115.5, 116, "117", (byte) 18, 119.5f, 120L, 121.5, 122, "123", (byte) 24, 125.5f, 126L, 127.5,
                        128, "129", (byte) 30, 131.5f, 132L, 133.5, 134, "135", (byte) 36, 137.5f, 138L, 139.5, 140,
                        "141", (byte) 42, 143.5f, 144L, 145.5, 146, "147", (byte) 48, 149.5f, 150L, 151.5, 152, "153",
                        (byte) 54, 155.5f, 156L, 157.5, 158, "159", (byte) 60, 161.5f, 162L, 163.5, 164, "165",
                        (byte) 66, 167.5f, 168L, 169.5, 170, "171", (byte) 72, 173.5f, 174L, 175.5, 176, "177",
                        (byte) 78, 179.5f, 180L, 181.5, 182, "183", (byte) 84, 185.5f, 186L, 187.5, 188, "189"));
        return notes.lines();
    }
}

package dev.traqo.testkit;

import java.util.EnumMap;
import java.util.Map;

/** What happens where nothing is wrapped: the column that makes every other one worth its tests. */
class LostContextTest extends ExplicitContextTest {

    @Override
    public boolean wraps() {
        return false;
    }

    @Override
    public Map<ContextRow, ContextRow.Instead> notCovered() {
        Map<ContextRow, ContextRow.Instead> lost = new EnumMap<>(ContextRow.class);
        for (ContextRow row : ContextRow.values()) {
            if (!row.wrapping().isEmpty()) {
                lost.put(row, ContextRow.Instead.AT_THE_TOP);
            }
        }
        lost.putAll(super.notCovered());
        return lost;
    }
}

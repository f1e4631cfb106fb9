package dev.traqo.examples.support;

import dev.traqo.Kind;
import java.time.LocalDate;
import java.util.Map;

/** What the agents can do, in the form in which a model is told about it. */
final class Tools {

    private static final int HITS = 4;

    private final HelpCenter helpCenter;
    private final Records records;
    private final LocalDate today;

    Tools(HelpCenter helpCenter, Records records, LocalDate today) {
        this.helpCenter = helpCenter;
        this.records = records;
        this.today = today;
    }

    Tool lookUpOrder() {
        return new Tool(
                "look_up_order",
                Kind.TOOL,
                "Machine, price and dates of an order.",
                Map.of("order_id", "number of the order, such as LK-10000"),
                arguments -> records.order(Values.text(arguments, "order_id")));
    }

    Tool searchHelpCenter() {
        return new Tool(
                "search_help_center",
                Kind.RETRIEVER,
                "Finds articles of the help center: error codes, repairs, warranty, billing, subscriptions, returns.",
                Map.of("query", "what to look for"),
                arguments -> helpCenter.search(Values.text(arguments, "query"), HITS).stream()
                        .map(HelpCenter.Hit::wire)
                        .toList());
    }

    Tool checkWarranty() {
        return new Tool(
                "check_warranty",
                Kind.TOOL,
                "Whether a machine is still under warranty today, and until when.",
                Tool.ordered(
                        "delivered_on", "date of delivery, 2026-01-31",
                        "registered_on", "date of registration, empty if there is none"),
                arguments -> Terms.warranty(
                        Values.text(arguments, "delivered_on"), Values.text(arguments, "registered_on"), today));
    }

    Tool lookUpSubscription() {
        return new Tool(
                "look_up_subscription",
                Kind.TOOL,
                "Blend, price and current quarter of a customer's bean subscription.",
                Map.of("customer", "full name"),
                arguments -> records.subscription(Values.text(arguments, "customer")));
    }

    Tool prorateRefund() {
        return new Tool(
                "prorate_refund",
                Kind.TOOL,
                "What a customer gets back for the days of a paid quarter that are left.",
                Tool.ordered(
                        "price_usd", "price of the quarter",
                        "quarter_from", "first day of the quarter",
                        "quarter_to", "first day after it",
                        "cancelled_on", "day of the cancellation"),
                arguments -> Terms.refund(
                        Values.text(arguments, "price_usd"),
                        Values.text(arguments, "quarter_from"),
                        Values.text(arguments, "quarter_to"),
                        Values.text(arguments, "cancelled_on")));
    }
}

// SPDX-License-Identifier: BSL-1.0
#include "rules/event_stream.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(event_streams)

namespace {

using jsonrpcclient::detail::event_stream;
using texts = std::vector<std::string>;

void feed(event_stream& stream, std::string_view bytes, texts& into)
{
    for (;;)
        switch (stream.next(bytes))
        {
        case event_stream::found::nothing:
            BOOST_TEST(bytes.empty());
            return;
        case event_stream::found::message:
            into.push_back(stream.data());
            break;
        case event_stream::found::too_large:
            into.push_back(stream.data() + "...");
        }
}

// The same wherever the bytes are cut.
texts messages(std::string_view bytes, std::size_t largest = 100)
{
    texts whole;
    event_stream stream(largest);
    feed(stream, bytes, whole);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
    {
        texts came;
        event_stream again(largest);
        feed(again, bytes.substr(0, cut), came);
        feed(again, bytes.substr(cut), came);
        BOOST_TEST(came == whole, "it is another one when it is cut at " << cut);
    }
    texts came;
    event_stream by_bytes(largest);
    for (auto& byte : bytes)
        feed(by_bytes, std::string_view(&byte, 1), came);
    BOOST_TEST(came == whole);
    return whole;
}

} // namespace

BOOST_AUTO_TEST_CASE(an_empty_line_ends_an_event_whatever_ends_the_lines)
{
    for (std::string end : {"\n", "\r", "\r\n"})
        BOOST_TEST(messages("data: a" + end + end + "data: b" + end + end) == texts({"a", "b"}));
    BOOST_TEST(messages("data: a\r\n\ndata: b\n\r\ndata: c\r\r") == texts({"a", "b", "c"}));
}

BOOST_AUTO_TEST_CASE(lines_of_data_are_joined_by_line_feeds)
{
    BOOST_TEST(messages("data: a\r\ndata:  b\ndata:c\ndata\ndata:\n\n") == texts({"a\n b\nc\n\n"}));
}

BOOST_AUTO_TEST_CASE(other_fields_and_comments_say_nothing)
{
    BOOST_TEST(
        messages(": hello\nid: 7\nretry: 10\ndat: a\ndata : b\ndatabase: c\n data: d\nData: e\ndata: f\n:\n\n") ==
        texts({"f"}));
}

BOOST_AUTO_TEST_CASE(colons_belong_to_the_data)
{
    BOOST_TEST(messages("data: {\"a\": 1}\n\n") == texts({"{\"a\": 1}"}));
    BOOST_TEST(messages("data::\n\n") == texts({":"}));
}

BOOST_AUTO_TEST_CASE(an_event_without_data_is_none)
{
    BOOST_TEST(messages("\n\nid: 1\n\ndata\n\ndata:\n\nevent: message\n\ndata: a\n\n") == texts({"a"}));
}

BOOST_AUTO_TEST_CASE(only_events_of_the_type_message_count)
{
    BOOST_TEST(messages("event: message\ndata: a\n\nevent: ping\ndata: b\n\ndata: c\nevent: pong\n\n"
                        "event: messages\ndata: d\n\nevent: ping\nevent: message\ndata: e\n\n"
                        "event: a very long type that begins like one\ndata: f\n\nevent\ndata: g\n\n") ==
               texts({"a", "e", "g"}));
}

BOOST_AUTO_TEST_CASE(a_type_counts_for_one_event)
{
    BOOST_TEST(messages("event: ping\n\ndata: a\n\n") == texts({"a"}));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_at_the_start_is_skipped)
{
    BOOST_TEST(messages("\xef\xbb\xbf"
                        "data: a\n\n") == texts({"a"}));
    BOOST_TEST(messages("\xef\xbb\xbf:\ndata: a\n\n") == texts({"a"}));
    BOOST_TEST(messages("\xef\xbb\xbf\ndata: a\n\n") == texts({"a"}));
    BOOST_TEST(messages("\n\xef\xbb\xbf"
                        "data: a\ndata: b\n\n") == texts({"b"}));
    BOOST_TEST(messages("\xef\xbb"
                        "data: a\ndata: b\n\n") == texts({"b"}));
}

BOOST_AUTO_TEST_CASE(an_event_that_the_stream_cuts_is_dropped)
{
    BOOST_TEST(messages("data: a\n\ndata: b\n") == texts({"a"}));
    BOOST_TEST(messages("data: b") == texts());
}

BOOST_AUTO_TEST_CASE(an_event_that_is_too_large_is_told_once_and_its_beginning_kept)
{
    BOOST_TEST(messages("data: 12345\n\ndata: 123456\n\ndata: a\n\n", 5) == texts({"12345", "12345...", "a"}));
    BOOST_TEST(messages("data: 12\ndata: 34\ndata: 56\ndata: 78\n\ndata: a\n\n", 5) == texts({"12\n34...", "a"}));
    BOOST_TEST(messages("data: 12345\ndata\n\ndata: a\n\n", 5) == texts({"12345...", "a"}));
    BOOST_TEST(messages("event: ping\ndata: 123456\n\ndata: a\n\n", 5) == texts({"a"}));
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_told_before_it_ends)
{
    BOOST_TEST(messages("data: 123456", 5) == texts({"12345..."}));
}

BOOST_AUTO_TEST_CASE(whatever_comes_without_end_takes_no_memory)
{
    for (std::string_view begin : {"data: ", ": ", "x", "event: ", "x: "})
    {
        event_stream stream(1000);
        std::string more(100'000, 'x');
        texts came;
        feed(stream, begin, came);
        for (int i = 0; i != 10; ++i)
            feed(stream, more, came);
        BOOST_TEST(came.size() == (begin == "data: " ? 1U : 0U));
        BOOST_TEST(stream.data().capacity() < 3000U);
    }
}

BOOST_AUTO_TEST_CASE(what_a_large_message_took_is_kept_for_the_next_and_given_back_behind_many_small_ones)
{
    constexpr std::size_t size = 2 << 20;
    event_stream stream(2 * size);
    texts came;
    for (int i = 0; i != 2; ++i)
        feed(stream, "data: " + std::string(size, 'x') + "\n\ndata: a\n\n", came);
    BOOST_TEST(stream.data().capacity() >= size);
    for (int i = 0; i != 200; ++i)
        feed(stream, "data: a\n\n", came);
    BOOST_TEST(came.size() == 204U);
    BOOST_TEST(stream.data().capacity() < 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: BSL-1.0
// What holds for every framing.
#include "unit/splitting.hpp"

#include <random>
#include <set>

namespace rpc = jsonrpcclient;
using rpc::detail::frame_scanner;
using rpc::detail::framing_error;
using rpc::detail::message_splitter;

BOOST_AUTO_TEST_SUITE(frame_scanners)

namespace {

const std::vector<rpc::framing> framings = {rpc::framing::newline(),        rpc::framing::delimiter('\x1e'),
                                            rpc::framing::content_length(), rpc::framing::length_prefix(),
                                            rpc::framing::netstring(),      rpc::framing::bare()};

std::string framed(rpc::framing framing, const test::list& messages)
{
    message_splitter splitter(framing, test::large);
    std::string bytes;
    for (auto& message : messages)
        splitter.frame(bytes, message);
    return bytes;
}

// Counts what the scanner of a framing is given to look at.
class counting_scanner final : public frame_scanner
{
public:
    counting_scanner(rpc::framing framing, std::size_t& looked_at)
        : scanner_(rpc::detail::make_frame_scanner(framing, test::large)), looked_at_(looked_at)
    {
    }

    piece scan(std::string_view bytes) override
    {
        looked_at_ += bytes.size();
        return scanner_->scan(bytes);
    }
    void frame(std::string& bytes, std::string_view message) const override { scanner_->frame(bytes, message); }

private:
    std::unique_ptr<frame_scanner> scanner_;
    std::size_t& looked_at_;
};

// Bytes are read one by one: how many the scanner is given, and how many of messages the splitter moves.
struct work
{
    std::size_t looked_at = 0;
    std::size_t moved = 0;
};
work read_bytewise(rpc::framing framing, std::string_view bytes, const test::list& expected)
{
    std::size_t looked_at = 0, moved = 0, pending = 0;
    message_splitter splitter(std::make_unique<counting_scanner>(framing, looked_at), test::large);
    test::list messages;
    const char* next = nullptr;
    for (char byte : bytes)
    {
        auto* space = splitter.prepare().data();
        if (space != next)
            moved += pending;
        *space = byte;
        next = space + 1;
        ++pending;
        for (auto message : splitter.commit(1))
        {
            messages.emplace_back(message);
            pending = 0;
        }
    }
    BOOST_TEST((messages == expected));
    return {looked_at, moved};
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_framed_comes_back)
{
    const test::list messages = {"{\"id\":1,\"result\":\"\xc3\xa9 \\\" } ]\"}", "[]", "[{\"a\":[2,\"{\"]},3]", "{ }"};
    for (auto framing : framings)
        BOOST_TEST_CONTEXT (to_string(framing))
            test::check_every_split(framing, framed(framing, messages), messages);
}

BOOST_AUTO_TEST_CASE(messages_that_look_like_other_framings_come_back)
{
    test::list messages;
    for (auto& bytes : {"Content-Length: 2\\r\\n\\r\\n{}", "2:{},", "\\u0000\\u0000\\u0000\\u0002{}", "}{"})
        messages.push_back("[\"" + std::string(bytes) + "\"]");
    for (auto framing : framings)
        BOOST_TEST_CONTEXT (to_string(framing))
            test::check_every_split(framing, framed(framing, messages), messages);

    // Where the size is told, a message may be anything.
    const test::list bytes = {
        "Content-Length: 2\r\n\r\n{}", std::string("\0\0\0\2{}", 6), "2:{},", "\"\n", "\x1e", "{", "\\", ","};
    for (auto framing : {rpc::framing::content_length(), rpc::framing::length_prefix(), rpc::framing::netstring()})
        BOOST_TEST_CONTEXT (to_string(framing))
            test::check_every_split(framing, framed(framing, bytes), bytes);
}

BOOST_AUTO_TEST_CASE(messages_of_any_size_come_back_from_reads_of_any_size)
{
    for (auto framing : framings)
        BOOST_TEST_CONTEXT (to_string(framing))
        {
            std::mt19937 random(1);
            test::list messages;
            for (int i = 0; i != 60; ++i)
            {
                auto size = random() % (i % 10 == 0 ? 400'000 : 300);
                messages.push_back("{\"id\":\"" + std::string(size, static_cast<char>('a' + i % 26)) + "\"}");
            }
            auto bytes = framed(framing, messages);
            test::stream stream(framing);
            for (std::string_view rest = bytes; !rest.empty();)
            {
                auto size = std::min<std::size_t>(1 + random() % (random() % 4 ? 200 : 100'000), rest.size());
                stream.read(rest.substr(0, size));
                rest.remove_prefix(size);
            }
            BOOST_TEST((stream.messages == messages));
            BOOST_TEST(stream.lost == "");
        }
}

// Of the bytes of all framings in any order: whatever comes of them, the reads have no part in it.
BOOST_AUTO_TEST_CASE(what_comes_of_garbage_does_not_depend_on_the_reads)
{
    const test::list parts = {"{",
                              "}",
                              "[",
                              "]",
                              "\"",
                              "\\",
                              "\n",
                              "\r\n",
                              "\r",
                              " ",
                              ",",
                              ":",
                              "1",
                              "12",
                              "0",
                              "a",
                              "{\"id\":1}",
                              "Content-Length: ",
                              "Content-Length: 3\r\n\r\n",
                              "X: y\r\n",
                              "3:{1},",
                              std::string("\0\0\0\2", 4),
                              std::string("\0", 1),
                              "\x1e",
                              "\xc3\xa9"};
    std::mt19937 random(2);
    std::size_t lost = 0, handed_over = 0;
    for (int i = 0; i != 3000; ++i)
    {
        auto framing = framings[i % framings.size()];
        auto limit = 1 + random() % 12;
        std::string bytes;
        for (auto count = random() % 24; count; --count)
            bytes += parts[random() % parts.size()];
        // Some way in, or the framings that can be lost would never get far.
        if (i % 2)
            bytes = framed(framing, {"{}", "[12345678]", "[]"}) + bytes;
        test::stream whole(framing, limit), bytewise(framing, limit), cut(framing, limit);
        whole.read(bytes).end();
        bytewise.read_bytewise(bytes).end();
        for (std::string_view rest = bytes; !rest.empty();)
        {
            auto size = std::min<std::size_t>(1 + random() % 9, rest.size());
            cut.read(rest.substr(0, size));
            rest.remove_prefix(size);
        }
        cut.end();
        BOOST_TEST_CONTEXT (to_string(framing) << ", at most " << limit << ": " << bytes)
            for (auto* other : {&bytewise, &cut})
            {
                BOOST_REQUIRE(other->messages == whole.messages);
                BOOST_REQUIRE_MESSAGE(test::is_same_loss(other->lost, whole.lost), other->lost + " / " + whole.lost);
            }
        for (auto& message : whole.messages)
            BOOST_REQUIRE(!message.empty() && message.size() <= limit + 1);
        lost += !whole.lost.empty();
        handed_over += whole.messages.size();
    }
    BOOST_TEST(lost > 300u);
    BOOST_TEST(handed_over > 3000u);
}

BOOST_AUTO_TEST_CASE(work_is_linear_when_a_large_message_comes_byte_by_byte)
{
    const test::list messages = {"{}", "[\"" + std::string(300'000, 'x') + "\"]",
                                 "[" + std::string(100'000, '1') + "]"};
    for (auto framing : framings)
        BOOST_TEST_CONTEXT (to_string(framing))
        {
            auto bytes = framed(framing, messages);
            auto done = read_bytewise(framing, bytes, messages);
            // A size is looked at again until it is whole.
            BOOST_TEST(done.looked_at <= bytes.size() + 1000);
            BOOST_TEST(done.moved <= 2 * bytes.size());
        }
}

BOOST_AUTO_TEST_CASE(work_is_linear_when_what_is_no_message_comes_byte_by_byte)
{
    auto check = [](rpc::framing framing, std::string_view bytes, std::size_t times)
    {
        BOOST_TEST_CONTEXT (to_string(framing))
            BOOST_TEST(read_bytewise(framing, bytes, {}).looked_at <= times * bytes.size());
    };
    // A line of a header is given again until it is whole.
    std::string header;
    while (header.size() < 8000)
        header += "X: 345678901234\r\n";
    check(rpc::framing::content_length(), header, 10);
    check(rpc::framing::content_length(), std::string(100'000, '\n'), 1);
    check(rpc::framing::newline(), std::string(100'000, '\n'), 1);
    check(rpc::framing::newline(), std::string(100'000, '\r'), 3);
    check(rpc::framing::length_prefix(), std::string(100'000, '\0'), 4);
    check(rpc::framing::bare(), std::string(100'000, ' '), 1);
    std::string netstrings;
    while (netstrings.size() < 100'000)
        netstrings += "0:,";
    check(rpc::framing::netstring(), netstrings, 2);
}

BOOST_AUTO_TEST_CASE(message_that_is_too_large_is_skipped_in_the_same_memory)
{
    for (auto framing : framings)
        BOOST_TEST_CONTEXT (to_string(framing))
        {
            auto bytes = framed(framing, {"{}", "[\"" + std::string(3'000'000, 'x') + "\"]", "[]"});
            test::stream stream(framing, 10);
            std::set<const char*> places;
            for (std::size_t at = 0; at < bytes.size(); at += 1000)
            {
                if (stream.messages.size() == 2)
                    places.insert(stream.splitter.prepare().data());
                stream.read(std::string_view(bytes).substr(at, 1000));
            }
            test::check(stream.messages, {"{}", "[\"xxxxxxxxx", "[]"});
            BOOST_TEST(places.size() == 1u);
        }
}

BOOST_AUTO_TEST_CASE(messages_in_front_of_the_place_where_the_framing_is_lost_are_handed_over)
{
    message_splitter splitter(rpc::framing::netstring(), test::large);
    auto commit = [&](std::string_view bytes)
    {
        std::memcpy(splitter.prepare().data(), bytes.data(), bytes.size());
        return splitter.commit(bytes.size()).size();
    };
    BOOST_TEST(commit("2:{},2:[],oops") == 2u);
    BOOST_CHECK_THROW(splitter.prepare(), framing_error);
    BOOST_CHECK_THROW(splitter.prepare(), framing_error);
}

BOOST_AUTO_TEST_CASE(framing_that_is_lost_in_front_of_every_message_fails_the_read)
{
    message_splitter splitter(rpc::framing::netstring(), test::large);
    splitter.prepare()[0] = 'x';
    BOOST_CHECK_THROW(splitter.commit(1), framing_error);
}

BOOST_AUTO_TEST_CASE(lost_framing_quotes_what_was_found_as_printable_text)
{
    auto what = [](std::string_view found)
    { return std::string(framing_error(rpc::framing::delimiter('\x1e'), "a test", found).what()); };
    const std::string begin = "the framing delimiter:0x1e is lost: expected a test, found ";
    BOOST_TEST(what("") == begin + "\"\"");
    BOOST_TEST(what("a \"b\" \\c~") == begin + R"("a \"b\" \\c~")");
    BOOST_TEST(what(std::string_view("\0\t\n\r\x1f\x7f\x80\xff", 8)) == begin + R"("\x00\t\n\r\x1f\x7f\x80\xff")");
    BOOST_TEST(what(std::string(100, 'x')) == begin + '"' + std::string(100, 'x') + '"');
    BOOST_TEST(what(std::string(101, 'x')) == begin + '"' + std::string(100, 'x') + "\"...");
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: BSL-1.0
// Where WebSocket frames begin and end, however the bytes are cut.
#include "transport/websocket_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using jsonrpcclient::detail::websocket_frames;

BOOST_AUTO_TEST_SUITE(websocket_frame_boundaries)

namespace {

std::string frame(int first, std::size_t length, bool is_masked = false)
{
    std::string bytes(1, static_cast<char>(first));
    int mask = is_masked ? 0x80 : 0;
    int digits = length < 126 ? 0 : length < 65536 ? 2 : 8;
    bytes += static_cast<char>(mask | (digits == 0 ? static_cast<int>(length) : digits == 2 ? 126 : 127));
    for (int i = digits; i-- != 0;)
        bytes += static_cast<char>(length >> 8 * i);
    bytes.append(is_masked ? 4 : 0, 'm');
    return bytes.append(length, 'x');
}

constexpr int text = 0x81, first_part = 0x01, middle_part = 0x00, last_part = 0x80, binary = 0x82, ping = 0x89,
              close = 0x88;

// The frames of a stream: those that end a message at an even position in the list.
const std::vector<std::string> frames = {frame(text, 0),         frame(text, 1),     frame(binary, 125),
                                         frame(text, 126),       frame(text, 65535), frame(text, 65536),
                                         frame(ping, 0),         frame(ping, 125),   frame(first_part, 3),
                                         frame(middle_part, 0),  frame(ping, 2),     frame(last_part, 4),
                                         frame(text, 200, true), frame(close, 2)};

bool ends_message(const std::string& bytes) { return (bytes[0] & 0x88) == 0x80; }

} // namespace

BOOST_AUTO_TEST_CASE(no_more_than_one_frame_is_taken_at_a_time)
{
    std::string all;
    for (auto& each : frames)
        all += each;
    websocket_frames walk;
    std::string_view rest = all;
    for (auto& each : frames)
    {
        BOOST_TEST(walk.advance(rest) == each.size());
        rest.remove_prefix(each.size());
    }
}

BOOST_AUTO_TEST_CASE(a_frame_is_found_wherever_its_bytes_are_cut)
{
    auto next = frame(text, 5);
    for (auto& each : frames)
    {
        auto both = each + next;
        for (std::size_t cut = 0; cut <= std::min<std::size_t>(each.size(), 20); ++cut)
        {
            websocket_frames walk;
            BOOST_TEST(walk.advance(both.substr(0, cut)) == cut);
            if (cut != each.size())
                BOOST_TEST(walk.advance(std::string_view(both).substr(cut)) == each.size() - cut);
            BOOST_TEST(walk.advance(next) == next.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_message_is_there_when_its_last_byte_is)
{
    for (auto& each : frames)
    {
        websocket_frames walk;
        BOOST_TEST(walk.has_message(each) == ends_message(each));
        BOOST_TEST(!walk.has_message(each.substr(0, each.size() - 1)));
        BOOST_TEST(walk.has_message(frame(ping, 3) + each) == ends_message(each));
        BOOST_TEST(walk.has_message(each + frame(text, 9)));
        BOOST_TEST(!walk.has_message(frame(first_part, 9) + frame(ping, 9)));
        // Looking ahead changes nothing.
        BOOST_TEST(walk.advance(each) == each.size());
    }
    BOOST_TEST(!websocket_frames().has_message(""));
}

BOOST_AUTO_TEST_CASE(a_length_that_no_message_has_overflows_nothing)
{
    std::string endless = "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff" + std::string(100, 'x');
    websocket_frames walk;
    BOOST_TEST(!walk.is_lost());
    BOOST_TEST(walk.advance(endless) == endless.size());
    BOOST_TEST(walk.is_lost());
    BOOST_TEST(walk.advance(endless) == endless.size());
    BOOST_TEST(!walk.has_message(endless));
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: BSL-1.0
// The tests' own framings: they take apart what they make, and refuse what a client must not write.
#include "support/peer_framing.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <stdexcept>

namespace bdata = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(peer_framing)

namespace {

constexpr std::array<const char*, 7> framings = {"newline",       "delimiter:0x1e", "content-length",
                                                 "length-prefix", "netstring",      "bare",
                                                 "http"};

const std::string first = R"({"id":1,"result":"}]\\\"{\u000a"})";
const std::string second = R"([{"id":2}])";

// As a client writes it.
std::string written(std::string_view framing, const std::string& text)
{
    if (framing == "http")
        return "POST / HTTP/1.1\r\nHost: x\r\ncontent-length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
    if (framing == "content-length")
        return "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
    return test::framed(framing, text) + (framing == "bare" ? "\n" : "");
}

} // namespace

BOOST_DATA_TEST_CASE(messages_come_out_whole_however_their_bytes_arrive, bdata::make(framings), framing)
{
    auto bytes = written(framing, first) + written(framing, second);
    for (std::size_t size : {std::size_t(1), std::size_t(7), bytes.size()})
    {
        test::frame_reader reader(framing);
        std::string seen;
        for (std::size_t begin = 0; begin < bytes.size(); begin += size)
        {
            reader.feed(std::string_view(bytes).substr(begin, size));
            while (auto message = reader.next())
                seen += *message + ";";
        }
        BOOST_TEST(seen == first + ";" + second + ";");
    }
}

BOOST_AUTO_TEST_CASE(frames_look_as_their_specifications_have_them)
{
    BOOST_TEST(test::framed("netstring", "hello world!") == "12:hello world!,");
    BOOST_TEST(test::framed("length-prefix", std::string(258, 'x')).substr(0, 5) == std::string("\0\0\1\2x", 5));
    BOOST_TEST(test::framed("delimiter:0x1e", "{}") == "{}\x1e");
    BOOST_TEST(test::framed("http", "") == "HTTP/1.1 204 No Content\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(what_no_client_may_write_is_refused)
{
    for (auto [framing, bytes] :
         {std::pair("newline", "\n"), std::pair("content-length", "X: 1\r\nContent-Length: 2\r\n\r\n{}"),
          std::pair("content-length", "Content-Length: two\r\n\r\n{}"), std::pair("netstring", "2:{};"),
          std::pair("netstring", "02:{},"), std::pair("bare", "{}}"), std::pair("http", "GET / HTTP/1.1\r\n\r\n")})
    {
        test::frame_reader reader(framing);
        reader.feed(bytes);
        BOOST_CHECK_THROW(while (reader.next()){}, std::runtime_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()

// SPDX-License-Identifier: BSL-1.0
// Bodies that are decoded, and those that must not be: too large, cut, damaged, or in a coding that nobody knows.
#include "rules/content_coding.hpp"

#include <boost/test/unit_test.hpp>

#include <zlib.h>

#include <string>
#include <utility>

using jsonrpcclient::detail::decode;
using jsonrpcclient::detail::decoding;

BOOST_AUTO_TEST_SUITE(content_coding)

namespace {

enum wrapping
{
    gzip = 16 + MAX_WBITS,
    wrapped = MAX_WBITS,
    bare = -MAX_WBITS
};

std::string compressed(wrapping how, std::string_view text)
{
    ::z_stream stream = {};
    BOOST_REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, how, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string made(::deflateBound(&stream, static_cast<::uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<::Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<::uInt>(text.size());
    stream.next_out = reinterpret_cast<::Bytef*>(made.data());
    stream.avail_out = static_cast<::uInt>(made.size());
    BOOST_REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    made.resize(stream.total_out);
    ::deflateEnd(&stream);
    return made;
}

constexpr std::size_t plenty = 1 << 20;

// "text", or how it failed; a body that fails must stay as it was.
std::string decoded(std::string_view codings, std::string body, std::size_t max_size = plenty)
{
    auto before = body;
    auto result = decode(codings, body, max_size);
    if (result == decoding::done)
        return body;
    BOOST_TEST((body == before), "the body was changed");
    return result == decoding::too_large ? "too large" : result == decoding::broken ? "broken" : "unknown";
}

const std::string text = R"({"jsonrpc":"2.0","result":"a cat","id":1})";

} // namespace

BOOST_AUTO_TEST_CASE(each_coding_is_decoded_in_any_case)
{
    for (auto [codings, how] :
         {std::pair("gzip", gzip), std::pair("x-gzip", gzip), std::pair("GZip", gzip), std::pair("deflate", wrapped),
          std::pair("Deflate", wrapped), std::pair("deflate", bare)})
        BOOST_TEST_CONTEXT (codings << ' ' << how)
            BOOST_TEST(decoded(codings, compressed(how, text)) == text);
}

BOOST_AUTO_TEST_CASE(bytes_that_another_program_made_are_decoded)
{
    // printf cats | gzip -9n
    std::string body("\x1f\x8b\x08\0\0\0\0\0\x02\x03\x4b\x4e\x2c\x29\x06\0\x92\xba\x9d\xc3\x04\0\0\0", 24);
    BOOST_TEST(decoded("gzip", body) == "cats");
}

BOOST_AUTO_TEST_CASE(without_a_coding_the_body_stays)
{
    for (auto codings : {"", "identity", "Identity", " , ,", "identity, identity"})
        BOOST_TEST(decoded(codings, text) == text);
}

BOOST_AUTO_TEST_CASE(codings_of_a_list_are_undone_from_the_last_to_the_first)
{
    auto twice = compressed(wrapped, compressed(gzip, text));
    BOOST_TEST(decoded("gzip, deflate", twice) == text);
    BOOST_TEST(decoded("gzip\t,,identity ,deflate,", twice) == text);
    BOOST_TEST(decoded("deflate, gzip", twice) == "broken");
    BOOST_TEST(decoded("gzip, identity", compressed(gzip, text)) == text);
    BOOST_TEST(decoded("identity,gzip", compressed(gzip, text)) == text);
}

BOOST_AUTO_TEST_CASE(more_than_four_codings_are_refused)
{
    auto body = text;
    for (int i = 0; i != 4; ++i)
        body = compressed(gzip, body);
    BOOST_TEST(decoded("gzip, gzip, gzip, gzip", body) == text);
    BOOST_TEST(decoded("gzip, gzip, gzip, gzip, gzip", compressed(gzip, body)) == "unknown");
}

BOOST_AUTO_TEST_CASE(unknown_coding_is_told_apart_before_anything_is_decoded)
{
    for (auto codings : {"br", "zstd", "compress", "gzip, br", "br, gzip", "gzip deflate", "gzip;q=1", "\"gzip\"", "*"})
        BOOST_TEST(decoded(codings, "no gzip") == "unknown");
}

BOOST_AUTO_TEST_CASE(empty_body_stays_empty_whatever_the_coding)
{
    for (auto codings : {"", "gzip", "deflate", "gzip, deflate", "br"})
        BOOST_TEST(decoded(codings, "") == "");
}

BOOST_AUTO_TEST_CASE(compressed_nothing_is_nothing)
{
    for (auto how : {gzip, wrapped, bare})
        BOOST_TEST(decoded(how == gzip ? "gzip" : "deflate", compressed(how, ""), 0) == "");
    // What is empty in between stays empty, though it is no gzip.
    BOOST_TEST(decoded("gzip, deflate", compressed(wrapped, "")) == "");
}

BOOST_AUTO_TEST_CASE(limit_is_met_exactly)
{
    for (std::size_t size : {1u, 16383u, 16384u, 16385u, 32768u, 100'000u})
        for (auto how : {gzip, wrapped, bare})
            BOOST_TEST_CONTEXT (size << ' ' << how)
            {
                auto coding = how == gzip ? "gzip" : "deflate";
                std::string large(size, 'x');
                BOOST_TEST((decoded(coding, compressed(how, large), size) == large));
                BOOST_TEST(decoded(coding, compressed(how, large), size - 1) == "too large");
            }
    BOOST_TEST(decoded("", "cats", 4) == "cats");
    BOOST_TEST(decoded("identity", "cats", 3) == "too large");
    BOOST_TEST(decoded("gzip", compressed(gzip, text), std::size_t(-1)) == text);
}

BOOST_AUTO_TEST_CASE(body_that_would_grow_a_thousandfold_is_too_large_in_each_layer)
{
    auto bomb = compressed(gzip, std::string(64 << 20, '\0'));
    BOOST_TEST(bomb.size() < 100'000);
    BOOST_TEST(decoded("gzip", bomb) == "too large");
    BOOST_TEST(decoded("gzip, gzip", compressed(gzip, bomb)) == "too large");
    // Neither is a bomb that is broken behind the limit decoded up to there.
    BOOST_TEST(decoded("gzip", bomb.substr(0, bomb.size() / 2)) == "too large");
}

BOOST_AUTO_TEST_CASE(members_of_gzip_follow_each_other)
{
    auto members = compressed(gzip, "one ") + compressed(gzip, "") + compressed(gzip, "two");
    BOOST_TEST(decoded("gzip", members) == "one two");
    BOOST_TEST(decoded("gzip", members, 7) == "one two");
    BOOST_TEST(decoded("gzip", members, 6) == "too large");
    BOOST_TEST(decoded("gzip", members.substr(0, members.size() - 1)) == "broken");
}

BOOST_AUTO_TEST_CASE(what_follows_a_checked_stream_is_dropped)
{
    for (auto tail : {std::string(1, '\0'), std::string(512, '\0'), std::string("\r\n"), std::string("\x1f")})
    {
        BOOST_TEST(decoded("gzip", compressed(gzip, text) + tail) == text);
        BOOST_TEST(decoded("deflate", compressed(wrapped, text) + tail) == text);
        BOOST_TEST(decoded("deflate", compressed(bare, text) + tail) == "broken");
    }
}

BOOST_AUTO_TEST_CASE(body_that_ends_anywhere_too_early_is_broken)
{
    for (auto how : {gzip, wrapped, bare})
    {
        auto body = compressed(how, text);
        for (std::size_t size = 1; size != body.size(); ++size)
            BOOST_TEST(decoded(how == gzip ? "gzip" : "deflate", body.substr(0, size)) == "broken");
    }
}

BOOST_AUTO_TEST_CASE(wrong_checksum_or_length_is_broken)
{
    auto body = compressed(gzip, text);
    for (auto from_end : {8, 5, 4, 1})
    {
        auto damaged = body;
        damaged[damaged.size() - from_end] ^= 1;
        BOOST_TEST(decoded("gzip", damaged) == "broken");
    }
    body = compressed(wrapped, text);
    body.back() ^= 1;
    BOOST_TEST(decoded("deflate", body) == "broken");
}

BOOST_AUTO_TEST_CASE(body_that_is_not_coded_at_all_is_broken)
{
    for (auto codings : {"gzip", "deflate", "gzip, deflate"})
    {
        BOOST_TEST(decoded(codings, text) == "broken");
        BOOST_TEST(decoded(codings, "x") == "broken");
        BOOST_TEST(decoded(codings, std::string(1000, '\xff')) == "broken");
    }
    BOOST_TEST(decoded("gzip", compressed(wrapped, text)) == "broken");
    BOOST_TEST(decoded("deflate", compressed(gzip, text)) == "broken");
}

BOOST_AUTO_TEST_CASE(stream_that_needs_a_dictionary_is_broken)
{
    auto body = compressed(wrapped, text);
    body[1] = '\x20';
    body[1] = static_cast<char>(0x20 + (31 - (0x78 * 256 + 0x20) % 31));
    BOOST_TEST(decoded("deflate", body) == "broken");
}

BOOST_AUTO_TEST_SUITE_END()

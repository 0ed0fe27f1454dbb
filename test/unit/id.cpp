// SPDX-License-Identifier: BSL-1.0
// Ids: what may be one, when two are the same, and their JSON text.
#include <jsonrpcclient/id.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <sstream>
#include <type_traits>
#include <unordered_set>

namespace rpc = jsonrpcclient;

BOOST_AUTO_TEST_SUITE(id)

namespace {

enum plain
{
    one
};
enum class scoped
{
    one
};

template <class T>
constexpr bool is_id = std::is_constructible_v<rpc::id, T>;

static_assert(is_id<short> && is_id<unsigned short> && is_id<int> && is_id<unsigned>);
static_assert(is_id<long> && is_id<unsigned long> && is_id<long long> && is_id<unsigned long long>);
static_assert(is_id<std::int8_t> && is_id<std::uint8_t>);
static_assert(is_id<const char*> && is_id<std::string> && is_id<std::string_view>);
static_assert(std::is_convertible_v<int, rpc::id> && std::is_convertible_v<const char*, rpc::id>);

static_assert(!is_id<bool> && !is_id<std::nullptr_t>);
static_assert(!is_id<char> && !is_id<wchar_t> && !is_id<char8_t> && !is_id<char16_t> && !is_id<char32_t>);
static_assert(!is_id<float> && !is_id<double> && !is_id<long double>);
static_assert(!is_id<plain> && !is_id<scoped> && !is_id<void*>);
static_assert(!std::is_default_constructible_v<rpc::id>, "an id that was never given must not look like one");

template <class T>
concept comparable = requires(rpc::id value, T other) { value == other; };

static_assert(comparable<int> && comparable<unsigned long long> && comparable<const char*> &&
              comparable<std::string_view>);
static_assert(!comparable<bool> && !comparable<char> && !comparable<double>);

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most_unsigned = std::numeric_limits<std::uint64_t>::max();

} // namespace

BOOST_AUTO_TEST_CASE(integers_of_every_type_are_the_same_id_when_their_numbers_are)
{
    BOOST_TEST(rpc::id(7) == rpc::id(std::int8_t(7)));
    BOOST_TEST(rpc::id(7) == rpc::id(std::uint8_t(7)));
    BOOST_TEST(rpc::id(7) == rpc::id(short(7)));
    BOOST_TEST(rpc::id(7) == rpc::id(7u));
    BOOST_TEST(rpc::id(7) == rpc::id(7ul));
    BOOST_TEST(rpc::id(7) == rpc::id(7ll));
    BOOST_TEST(rpc::id(7) == rpc::id(7ull));
    BOOST_TEST(rpc::id(7) == 7u);
    BOOST_TEST(rpc::id(7) != 8);
}

BOOST_AUTO_TEST_CASE(negative_integer_is_not_the_unsigned_one_with_the_same_bits)
{
    BOOST_TEST(rpc::id(-1) != rpc::id(most_unsigned));
    BOOST_TEST(rpc::id(most_unsigned) != -1);
    BOOST_TEST(rpc::id(least) != rpc::id(std::uint64_t(1) << 63));
}

BOOST_AUTO_TEST_CASE(string_of_digits_is_not_the_integer)
{
    BOOST_TEST(rpc::id("1") != rpc::id(1));
    BOOST_TEST(rpc::id(1) != "1");
    BOOST_TEST(rpc::id("1") != 1);
}

BOOST_AUTO_TEST_CASE(strings_compare_with_every_kind_of_string)
{
    rpc::id value("foo");
    BOOST_TEST(value == "foo");
    BOOST_TEST(value == std::string_view("foo"));
    BOOST_TEST(value != "fo");
    BOOST_TEST(rpc::id(std::string("a\0b", 3)) != "a");
    BOOST_TEST(rpc::id("") == "");
}

BOOST_AUTO_TEST_CASE(std_string_can_be_compared_with) { BOOST_TEST(comparable<std::string>); }

BOOST_AUTO_TEST_CASE(null_pointer_cannot_be_compared_with) { BOOST_TEST(!comparable<std::nullptr_t>); }

BOOST_AUTO_TEST_CASE(kind_and_content_can_be_asked_for)
{
    BOOST_TEST(rpc::id(5).is_integer());
    BOOST_TEST(!rpc::id(5).is_string());
    BOOST_REQUIRE(rpc::id(5).if_int64());
    BOOST_TEST(*rpc::id(5).if_int64() == 5);
    BOOST_TEST(!rpc::id(5).if_uint64());
    BOOST_TEST(!rpc::id(5).if_string());

    rpc::id string("foo");
    BOOST_TEST(string.is_string());
    BOOST_TEST(!string.is_integer());
    BOOST_TEST(!string.if_int64());
    BOOST_TEST(!string.if_uint64());
    BOOST_TEST(*string.if_string() == "foo");
}

BOOST_AUTO_TEST_CASE(integer_beyond_int64_is_kept_whole_and_only_it_is_unsigned)
{
    rpc::id beyond(std::uint64_t(most) + 1);
    BOOST_TEST(beyond.is_integer());
    BOOST_TEST(!beyond.if_int64());
    BOOST_REQUIRE(beyond.if_uint64());
    BOOST_TEST(*beyond.if_uint64() == std::uint64_t(most) + 1);
    BOOST_TEST(beyond == std::uint64_t(most) + 1);
    BOOST_TEST(!rpc::id(std::uint64_t(most)).if_uint64());
    BOOST_TEST(*rpc::id(std::uint64_t(most)).if_int64() == most);
}

BOOST_AUTO_TEST_CASE(text_is_json)
{
    BOOST_TEST(to_string(rpc::id(0)) == "0");
    BOOST_TEST(to_string(rpc::id(-1)) == "-1");
    BOOST_TEST(to_string(rpc::id(least)) == "-9223372036854775808");
    BOOST_TEST(to_string(rpc::id(most)) == "9223372036854775807");
    BOOST_TEST(to_string(rpc::id(most_unsigned)) == "18446744073709551615");
    BOOST_TEST(to_string(rpc::id("1")) == R"("1")");
    BOOST_TEST(to_string(rpc::id("a\"\\\n\x01")) == R"("a\"\\\n\u0001")");
}

BOOST_AUTO_TEST_CASE(stream_gets_the_same_text)
{
    std::ostringstream stream;
    stream << rpc::id(12) << rpc::id("x");
    BOOST_TEST(stream.str() == R"(12"x")");
}

BOOST_AUTO_TEST_CASE(equal_ids_are_one_in_a_hash_table)
{
    std::unordered_set<rpc::id> set{1, 1u, 1ull, "1", std::string("1"), most_unsigned, -1};
    BOOST_TEST(set.size() == 4u);
    BOOST_TEST(set.contains(std::uint8_t(1)));
    BOOST_TEST(!set.contains("2"));
}

BOOST_AUTO_TEST_SUITE_END()

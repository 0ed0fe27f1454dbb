// SPDX-License-Identifier: BSL-1.0
// Id generators: what they give, and that copies go on where the original is.
#include <jsonrpcclient/id_generators.hpp>

#include "unit/refused.hpp"

#include <set>

namespace rpc = jsonrpcclient;
namespace generators = rpc::id_generators;

BOOST_AUTO_TEST_SUITE(id_generators)

BOOST_AUTO_TEST_CASE(decimal_counts_from_one_in_integers)
{
    auto next = generators::decimal();
    for (int expected = 1; expected != 1000; ++expected)
        BOOST_TEST(next() == expected);
}

BOOST_AUTO_TEST_CASE(decimal_starts_where_it_is_told_and_has_64_bits)
{
    auto next = generators::decimal(9223372036854775807u);
    BOOST_TEST(to_string(next()) == "9223372036854775807");
    BOOST_TEST(to_string(next()) == "9223372036854775808");
    BOOST_TEST(generators::decimal(0)() == 0);
}

BOOST_AUTO_TEST_CASE(hexadecimal_counts_in_lower_case_strings)
{
    auto next = generators::hexadecimal();
    for (auto expected : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f", "10", "11"})
        BOOST_TEST(next() == expected);
    BOOST_TEST(generators::hexadecimal(0xabcdef)() == "abcdef");
    BOOST_TEST(generators::hexadecimal(UINT64_MAX)() == "ffffffffffffffff");
}

BOOST_AUTO_TEST_CASE(copies_share_their_state_and_separate_ones_do_not)
{
    for (const auto& make : {generators::decimal, generators::hexadecimal})
    {
        auto original = make(1);
        auto copy = original;
        auto first = original();
        auto second = copy();
        BOOST_TEST(first != second);
        BOOST_TEST(original() != second);
        BOOST_TEST(make(1)() == first);
    }
}

BOOST_AUTO_TEST_CASE(random_is_eight_characters_of_digits_and_lower_case_letters)
{
    auto next = generators::random();
    std::set<std::string> seen;
    std::set<char> characters;
    for (int i = 0; i != 1000; ++i)
    {
        auto drawn = next();
        BOOST_REQUIRE(drawn.is_string());
        BOOST_TEST(drawn.if_string()->size() == 8u);
        BOOST_TEST(drawn.if_string()->find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
        characters.insert(drawn.if_string()->begin(), drawn.if_string()->end());
        seen.insert(*drawn.if_string());
    }
    BOOST_TEST(seen.size() == 1000u);
    BOOST_TEST(characters.size() == 36u);   // of 8000: one is left out with a probability of 1e-96
}

BOOST_AUTO_TEST_CASE(random_takes_length_and_alphabet)
{
    std::set<char> characters;
    auto next = generators::random(100, std::string("xyz"));
    auto drawn = next();
    BOOST_TEST(drawn.if_string()->size() == 100u);
    BOOST_TEST(drawn.if_string()->find_first_not_of("xyz") == std::string::npos);
    characters.insert(drawn.if_string()->begin(), drawn.if_string()->end());
    BOOST_TEST(characters.size() == 3u);
    BOOST_TEST(generators::random(3, "a")() == "aaa");
}

BOOST_AUTO_TEST_CASE(random_without_length_or_alphabet_is_refused)
{
    auto why = "random ids need a length of at least 1 and an alphabet";
    BOOST_TEST(test::refusal(rpc::errc::invalid_config, [] { generators::random(0); }) == why);
    BOOST_TEST(test::refusal(rpc::errc::invalid_config, [] { generators::random(8, ""); }) == why);
}

BOOST_AUTO_TEST_CASE(uuid_has_the_form_of_version_4_and_differs_each_time)
{
    auto next = generators::uuid();
    std::set<std::string> seen;
    for (int i = 0; i != 200; ++i)
    {
        std::string text = *next().if_string();
        BOOST_REQUIRE(text.size() == 36u);
        for (std::size_t at = 0; at != text.size(); ++at)
            if (at == 8 || at == 13 || at == 18 || at == 23)
                BOOST_TEST(text[at] == '-');
            else
                BOOST_TEST(std::string("0123456789abcdef").find(text[at]) != std::string::npos);
        BOOST_TEST(text[14] == '4');
        BOOST_TEST(std::string("89ab").find(text[19]) != std::string::npos);
        seen.insert(text);
    }
    BOOST_TEST(seen.size() == 200u);
}

BOOST_AUTO_TEST_CASE(by_name_gives_the_generator_under_its_short_and_its_full_name)
{
    for (std::string prefix : {"", "jsonrpcclient.id_generators."})
    {
        BOOST_TEST(generators::by_name(prefix + "decimal")() == 1);
        BOOST_TEST(generators::by_name(prefix + "hexadecimal")() == "1");
        BOOST_TEST(generators::by_name(prefix + "random")().if_string()->size() == 8u);
        BOOST_TEST(generators::by_name(prefix + "uuid")().if_string()->size() == 36u);
    }
}

BOOST_AUTO_TEST_CASE(by_name_refuses_other_names_and_says_which_there_are)
{
    for (auto name : {"", "Decimal", "decimal ", "jsonrpcclient.id_generators.", "id_generators.decimal",
                      "jsonrpcclient.id_generators.jsonrpcclient.id_generators.decimal"})
        BOOST_TEST(test::refusal(rpc::errc::invalid_config, [&] { generators::by_name(name); }) ==
                   "there is no id generator \"" + std::string(name) +
                       "\"; there are decimal, hexadecimal, random and uuid");
}

BOOST_AUTO_TEST_CASE(any_callable_that_returns_something_like_an_id_will_do)
{
    rpc::id_generator text = [] { return "always"; };
    rpc::id_generator number = [n = 5]() mutable { return n++; };
    BOOST_TEST(text() == "always");
    number();
    BOOST_TEST(number() == 6);
}

BOOST_AUTO_TEST_SUITE_END()

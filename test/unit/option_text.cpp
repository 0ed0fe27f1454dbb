// SPDX-License-Identifier: BSL-1.0
// Values of options as text: flags, durations, numbers and sizes.
#include "rules/option_text.hpp"

#include "unit/refused.hpp"

#include <locale>
#include <vector>

namespace rpc = jsonrpcclient;
namespace detail = rpc::detail;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

BOOST_AUTO_TEST_SUITE(option_text)

namespace {

template <class Value>
std::string refusal(Value (*read)(std::string_view), std::string_view text)
{
    return test::refusal(rpc::errc::invalid_config, [&] { read(text); });
}

template <class Value>
void check_refused(Value (*read)(std::string_view), std::string_view form,
                   std::initializer_list<std::string_view> texts)
{
    for (auto text : texts)
        BOOST_TEST(refusal(read, text) == "\"" + std::string(text) + "\" is not " + std::string(form));
}

// With a comma in numbers, and dots between thousands.
struct comma_numbers : std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

struct locale_scope
{
    explicit locale_scope(const std::locale& value) : before(std::locale::global(value)) {}
    ~locale_scope() { std::locale::global(before); }

    std::locale before;
};

} // namespace

BOOST_AUTO_TEST_CASE(flags_have_four_words_each_in_any_case)
{
    for (auto* yes : {"true", "yes", "on", "1", "TRUE", "Yes", "oN"})
        BOOST_TEST(detail::flag_of(yes), yes);
    for (auto* no : {"false", "no", "off", "0", "False", "NO", "oFF"})
        BOOST_TEST(!detail::flag_of(no), no);
    check_refused(detail::flag_of, detail::flag_form, {"", "2", "01", "y", "t", "truee", " true", "true ", "enabled"});
    BOOST_TEST(detail::flag_text(true) == "true");
    BOOST_TEST(detail::flag_text(false) == "false");
}

BOOST_AUTO_TEST_CASE(durations_are_a_number_and_a_unit)
{
    BOOST_CHECK(detail::duration_of("2h") == 2h);
    BOOST_CHECK(detail::duration_of("3m") == 3min);
    BOOST_CHECK(detail::duration_of("30s") == 30s);
    BOOST_CHECK(detail::duration_of("500ms") == 500ms);
    BOOST_CHECK(detail::duration_of("7us") == 7us);
    BOOST_CHECK(detail::duration_of("9ns") == 9ns);
    BOOST_CHECK(detail::duration_of("1.5m") == 90s);
    BOOST_CHECK(detail::duration_of("0.25s") == 250ms);
    BOOST_CHECK(detail::duration_of("0s") == 0s);
    BOOST_CHECK(detail::duration_of("0") == 0s);
    check_refused(detail::duration_of, detail::duration_form,
                  {"",     "s",   "5",      "1.5", "-1s", "+1s",  "5 s",  " 5s",  "5s ",  "5S",
                   "5sec", "5s5", "1.2.3s", ".",   ".s",  "1e3s", "0x5s", "infs", "nans", "1,5s"});
}

BOOST_AUTO_TEST_CASE(a_duration_that_cannot_be_counted_is_the_longest)
{
    BOOST_CHECK(detail::duration_of("3000000h") == nanoseconds::max());
    BOOST_CHECK(detail::duration_of("99999999999999999999s") == nanoseconds::max());
    BOOST_CHECK(detail::duration_of(detail::duration_text(nanoseconds::max())) == nanoseconds::max());
    // No number at all.
    check_refused(detail::duration_of, detail::duration_form, {std::string(400, '9') + "s"});
}

BOOST_AUTO_TEST_CASE(durations_are_read_as_they_are_shown)
{
    const std::vector<nanoseconds> values = {
        0ns, 1ns, 999ns, 1us, 1500us, 1ms, 2s, 90s, 36min, 3h, 1h + 1ns, nanoseconds(2'000'000'001), 2'000'000'000s};
    for (auto value : values)
        BOOST_CHECK_MESSAGE(detail::duration_of(detail::duration_text(value)) == value, detail::duration_text(value));
    BOOST_TEST(detail::duration_text(90s) == "90s");
    BOOST_TEST(detail::duration_text(120s) == "2m");
    BOOST_TEST(detail::duration_text(1500ms) == "1500ms");
    BOOST_TEST(detail::duration_text(0s) == "0s");
    BOOST_TEST(detail::duration_text(-5s) == "-5s");
}

BOOST_AUTO_TEST_CASE(counts_are_digits_that_fit)
{
    BOOST_TEST(detail::count_of("0") == 0u);
    BOOST_TEST(detail::count_of("007") == 7u);
    BOOST_TEST(detail::count_of("18446744073709551615") == SIZE_MAX);
    check_refused(detail::count_of, detail::count_form,
                  {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "1k", "ten", "18446744073709551616"});
}

BOOST_AUTO_TEST_CASE(sizes_are_bytes_or_have_a_binary_unit)
{
    BOOST_TEST(detail::size_of("0") == 0u);
    BOOST_TEST(detail::size_of("65536") == 65536u);
    BOOST_TEST(detail::size_of("512KiB") == 512u << 10);
    BOOST_TEST(detail::size_of("64MiB") == 64u << 20);
    BOOST_TEST(detail::size_of("1GiB") == 1u << 30);
    BOOST_TEST(detail::size_of("17179869183GiB") == 17179869183ull << 30);
    check_refused(detail::size_of, detail::size_form,
                  {"", "KiB", "64 MiB", "64MB", "64M", "64k", "64mib", "1.5GiB", "-1", "17179869184GiB",
                   "18446744073709551616"});
    for (std::size_t value : {0ul, 1ul, 1023ul, 1024ul, 1025ul, 64ul << 20, 3ul << 30, SIZE_MAX})
        BOOST_TEST(detail::size_of(detail::size_text(value)) == value);
    BOOST_TEST(detail::size_text(64 << 20) == "64MiB");
    BOOST_TEST(detail::size_text(1025) == "1025");
}

BOOST_AUTO_TEST_CASE(the_locale_of_the_program_changes_nothing)
{
    locale_scope scope(std::locale(std::locale::classic(), new comma_numbers));
    BOOST_CHECK(detail::duration_of("1.5m") == 90s);
    BOOST_CHECK(detail::duration_of("1234ms") == 1234ms);
    check_refused(detail::duration_of, detail::duration_form, {"1,5m"});
    BOOST_TEST(detail::duration_text(1234ms) == "1234ms");
    BOOST_TEST(detail::size_text(123456) == "123456");
    BOOST_TEST(detail::count_of("1234") == 1234u);
    check_refused(detail::count_of, detail::count_form, {"1.234"});
}

BOOST_AUTO_TEST_SUITE_END()

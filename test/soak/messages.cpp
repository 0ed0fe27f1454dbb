// SPDX-License-Identifier: BSL-1.0
#include "soak/messages.hpp"

#include "soak/chaos.hpp"
#include "soak/ledger.hpp"

#include <string>

namespace soak {

namespace {

constexpr std::uint64_t seed = 5;

bool is_refused(std::uint64_t number) { return mix(seed, number) % 20 == 0; }

// Some are larger than what a socket takes at once.
std::string text_of(std::uint64_t number)
{
    auto mixed = mix(seed + 1, number);
    auto size = mixed % 40 == 0 ? mixed / 64 % 40000 : mixed / 64 % 80;
    // What JSON escapes, UTF-8, and what framings are made of.
    constexpr std::string_view letters[] = {"a",    "7", "{", "]",      "\"",     "\\",        "\n",
                                            "\x1e", ":", ",", "\u00e4", "\u20ac", "\U0001f408"};
    std::string text;
    while (text.size() < size)
    {
        mixed = mixed * 6364136223846793005u + 1442695040888963407u;
        text += letters[(mixed >> 33) % std::size(letters)];
    }
    return text;
}

std::int64_t operand_of(std::uint64_t number)
{
    return static_cast<std::int64_t>(mix(seed + 2, number) % 2'000'001) - 1'000'000;
}

std::int64_t code_of(std::uint64_t number) { return busy + static_cast<std::int64_t>(mix(seed + 3, number) % 3); }

json::value result_of(std::uint64_t number)
{
    return json::object{{"number", number}, {"negative", -operand_of(number)}, {"text", text_of(number)}};
}

bool is_answer(std::uint64_t number, const rpc::response_data& response)
{
    if (!is_refused(number))
        return response.ok() && response.result() == result_of(number);
    return !response.ok() && response.error().code() == code_of(number) && response.error().message() == "refused" &&
           response.error().data() == number;
}

} // namespace

std::string_view method_of(std::uint64_t number) { return is_refused(number) ? "refuse" : "echo"; }

rpc::params params_of(std::uint64_t number)
{
    if (number % 2 == 0)
        return rpc::params(json::array{number, operand_of(number), text_of(number)});
    return rpc::params(json::object{{"number", number}, {"operand", operand_of(number)}, {"text", text_of(number)}});
}

std::optional<std::uint64_t> number_of(const json::value& params)
{
    auto* array = params.if_array();
    auto* object = params.if_object();
    if ((array && array->size() != 3) || (object && object->size() != 3) || (!array && !object))
        return std::nullopt;
    auto number = (array ? (*array)[0] : object->at("number")).to_number<std::uint64_t>();
    auto& operand = array ? (*array)[1] : object->at("operand");
    auto& text = array ? (*array)[2] : object->at("text");
    if (operand != operand_of(number) || text != json::value(text_of(number)))
        return std::nullopt;
    return number;
}

void answer(std::uint64_t number, json::object& response)
{
    if (is_refused(number))
        response["error"] = json::object{{"code", code_of(number)}, {"message", "refused"}, {"data", number}};
    else
        response["result"] = result_of(number);
}

void check(std::uint64_t number, const rpc::response_data& response, ledger& book)
{
    if (response.missing())
        return;
    std::string message = "message " + std::to_string(number);
    try
    {
        if (!is_answer(number, response))
            book.mismatched(message + " has an answer that is not its own");
        else if (!book.was_executed(number))
            book.mismatched(message + " has an answer, but was not executed");
    }
    catch (const rpc::client_error& error)
    {
        book.mismatched(message + " has an answer that is none: " + error.what());
    }
}

} // namespace soak

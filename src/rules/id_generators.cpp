// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/id_generators.hpp>

#include <jsonrpcclient/error.hpp>

#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <atomic>
#include <charconv>
#include <memory>
#include <random>

namespace jsonrpcclient::id_generators {
namespace {

auto counter(std::uint64_t start)
{
    return [next = std::make_shared<std::atomic<std::uint64_t>>(start)] { return next->fetch_add(1); };
}

} // namespace

id_generator decimal(std::uint64_t start)
{
    return [next = counter(start)] { return id(next()); };
}

id_generator hexadecimal(std::uint64_t start)
{
    return [next = counter(start)]
    {
        char digits[16];
        auto end = std::to_chars(digits, digits + sizeof digits, next(), 16).ptr;
        return id(std::string(digits, end));
    };
}

id_generator random(std::size_t length, std::string_view alphabet)
{
    if (length == 0 || alphabet.empty())
        throw client_error(errc::invalid_config, delivery::not_sent,
                           "random ids need a length of at least 1 and an alphabet");
    return [length, alphabet = std::string(alphabet)]
    {
        thread_local std::random_device source;
        std::uniform_int_distribution<std::size_t> index(0, alphabet.size() - 1);
        std::string made(length, '\0');
        for (char& character : made)
            character = alphabet[index(source)];
        return id(std::move(made));
    };
}

id_generator uuid()
{
    return []
    {
        thread_local boost::uuids::random_generator generate;
        return id(boost::uuids::to_string(generate()));
    };
}

id_generator by_name(std::string_view name)
{
    constexpr std::string_view prefix = "jsonrpcclient.id_generators.";
    std::string_view own = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
    if (own == "decimal")
        return decimal();
    if (own == "hexadecimal")
        return hexadecimal();
    if (own == "random")
        return random();
    if (own == "uuid")
        return uuid();
    throw client_error(errc::invalid_config, delivery::not_sent,
                       "there is no id generator \"" + std::string(name) +
                           "\"; there are decimal, hexadecimal, random and uuid");
}

} // namespace jsonrpcclient::id_generators

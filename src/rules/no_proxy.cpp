// SPDX-License-Identifier: BSL-1.0
// What goes past the proxy. There is no standard for it: this is what curl does from 7.86 on.
#include "rules/ascii.hpp"
#include "rules/proxy.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> parse_address(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    boost::system::error_code error;
    auto address = ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(address);
}

bool is_in_block(const ip::address& address, std::string_view entry)
{
    // Asio takes a length of ten digits modulo 2^32.
    std::string text(entry.substr(0, entry.find('/') + 4));
    if (text.size() != entry.size())
        return false;
    boost::system::error_code error;
    if (address.is_v4())
    {
        auto block = ip::make_network_v4(text, error);
        return !error && ip::network_v4(address.to_v4(), block.prefix_length()).canonical() == block.canonical();
    }
    std::erase_if(text, [](char each) { return each == '[' || each == ']'; });
    auto block = ip::make_network_v6(text, error);
    // A scope is no part of a block.
    ip::address_v6 plain(address.to_v6().to_bytes());
    return !error && ip::network_v6(plain, block.prefix_length()).canonical() == block.canonical();
}

// Takes ":port" off the entry: the colons of an IPv6 address without brackets are none.
std::string_view take_port(std::string_view& entry)
{
    auto colon = entry.rfind(':');
    if (colon == entry.npos || entry.ends_with(']') || (entry.find(':') != colon && !entry.starts_with('[')))
        return {};
    auto port = entry.substr(colon + 1);
    entry = entry.substr(0, colon);
    return port;
}

bool is_name_or_subdomain(std::string_view host, std::string_view entry)
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (entry.ends_with('.'))
        entry.remove_suffix(1);
    if (entry.starts_with('.'))
        entry.remove_prefix(1);
    if (entry.empty() || host.size() < entry.size())
        return false;
    auto front = host.size() - entry.size();
    return equal_names(host.substr(front), to_lower(entry)) && (front == 0 || host[front - 1] == '.');
}

bool is_for(std::string_view entry, std::string_view host, std::string_view port)
{
    auto address = parse_address(host);
    if (entry.find('/') != entry.npos)
        return address && is_in_block(*address, entry);
    auto of_port = take_port(entry);
    if (!of_port.empty() && of_port != port)
        return false;
    return entry == "*" || (address ? parse_address(entry) == address : is_name_or_subdomain(host, entry));
}

} // namespace

bool lists_host(std::string_view list, std::string_view host, std::string_view port)
{
    constexpr auto separators = ", \t";
    while (!list.empty())
    {
        list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
        auto entry = list.substr(0, list.find_first_of(separators));
        list.remove_prefix(entry.size());
        if (!entry.empty() && is_for(entry, host, port))
            return true;
    }
    return false;
}

} // namespace jsonrpcclient::detail

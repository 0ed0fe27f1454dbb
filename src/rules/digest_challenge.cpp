// SPDX-License-Identifier: BSL-1.0
// Reads and chooses challenges; what answers them is in digest.cpp.
#include "rules/ascii.hpp"
#include "rules/challenge.hpp"
#include "rules/digest.hpp"

#include <algorithm>

namespace jsonrpcclient::detail {
namespace {

// Whether a list such as "auth, auth-int" has this name.
bool lists(std::string_view list, std::string_view name)
{
    while (!list.empty())
    {
        auto begin = std::min(list.find_first_not_of(", \t"), list.size());
        auto end = std::min(list.find_first_of(", \t", begin), list.size());
        if (equal_names(list.substr(begin, end - begin), name))
            return true;
        list.remove_prefix(end);
    }
    return false;
}

bool is(const std::string* value, std::string_view lower) { return value && equal_names(*value, lower); }

struct known_algorithm
{
    std::string_view name;
    hash_algorithm hash;
    bool is_session;
};

constexpr known_algorithm algorithms[] = {
    {"md5", hash_algorithm::md5, false},
    {"md5-sess", hash_algorithm::md5, true},
    {"sha-256", hash_algorithm::sha256, false},
    {"sha-256-sess", hash_algorithm::sha256, true},
};

// None if it cannot be answered.
std::optional<digest_challenge> usable(const challenge& from)
{
    if (from.is_broken || !equal_names(from.scheme, "digest"))
        return std::nullopt;
    digest_challenge made;
    auto realm = from.find("realm");
    auto nonce = from.find("nonce");
    if (!realm || !nonce || nonce->empty())
        return std::nullopt;
    made.realm = *realm;
    made.nonce = *nonce;
    if (auto opaque = from.find("opaque"))
        made.opaque = *opaque;
    // They are given back, and nothing else is.
    if (has_control(made.realm) || has_control(made.nonce) || (made.opaque && has_control(*made.opaque)))
        return std::nullopt;
    if (auto name = from.find("algorithm"))
    {
        auto known = std::find_if(std::begin(algorithms), std::end(algorithms),
                                  [&](auto& each) { return equal_names(*name, each.name); });
        if (known == std::end(algorithms))
            return std::nullopt;
        made.algorithm = known->hash;
        made.is_session = known->is_session;
        made.algorithm_name = *name;
    }
    if (auto qop = from.find("qop"); qop && qop->find_first_not_of(", \t") != qop->npos)
    {
        made.has_qop = lists(*qop, "auth");
        if (!made.has_qop)
            return std::nullopt;
    }
    // The server would not learn the client's nonce.
    if (made.is_session && !made.has_qop)
        return std::nullopt;
    made.is_stale = is(from.find("stale"), "true");
    made.is_utf8 = is(from.find("charset"), "utf-8");
    made.hashes_user = is(from.find("userhash"), "true");
    return made;
}

} // namespace

std::optional<digest_challenge> choose_digest(std::span<const std::string_view> headers)
{
    std::optional<digest_challenge> chosen;
    for (auto header : headers)
        for (auto& each : parse_challenges(header))
            if (auto found = usable(each); found && (!chosen || chosen->algorithm < found->algorithm))
                chosen = std::move(found);
    return chosen;
}

} // namespace jsonrpcclient::detail

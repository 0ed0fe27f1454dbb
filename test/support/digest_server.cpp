// SPDX-License-Identifier: BSL-1.0
#include "support/digest_server.hpp"

#include "support/scripted_server.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdio>

namespace test {

namespace {

const std::string realm = R"(cats \"and\" dogs, all)";   // As it stands between quotation marks.
const std::string plain_realm = R"(cats "and" dogs, all)";
const std::string opaque = "5ccc069c403ebaf9f0171e9517f40e41";

// The parameters of "Digest a=b, c=\"d\"".
std::map<std::string, std::string> parse(const std::string& header)
{
    std::map<std::string, std::string> made;
    std::size_t at = std::string("Digest ").size();
    while (at < header.size())
    {
        auto equals = header.find('=', at);
        auto name = header.substr(at, equals - at);
        std::string value;
        at = equals + 1;
        if (header[at] == '"')
        {
            for (++at; at < header.size() && header[at] != '"'; ++at)
                value += header[at] == '\\' ? header[++at] : header[at];
            ++at;
        }
        else
            for (; at < header.size() && header[at] != ','; ++at)
                value += header[at];
        if (made.contains(name))
            value += " (twice)";
        made[name] = value;
        at = header.find_first_not_of(", ", at);
        if (at == header.npos)
            break;
    }
    return made;
}

std::string count_text(std::uint32_t count)
{
    char text[9];
    std::snprintf(text, sizeof text, "%08x", count);
    return text;
}

} // namespace

std::string digest_server::hash(const std::string& text) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned size = 0;
    auto* method = algorithm.starts_with("SHA-256") ? EVP_sha256() : EVP_md5();
    EVP_Digest(text.data(), text.size(), bytes.data(), &size, method, nullptr);
    std::string digits;
    for (unsigned i = 0; i != size; ++i)
        for (int shift : {4, 0})
            digits += "0123456789abcdef"[bytes[i] >> shift & 15];
    return digits;
}

std::string digest_server::new_nonce(const site_request& request)
{
    auto made = "nonce-" + std::to_string(nonces_.size() + 1);
    nonces_[made].connection = request.connection;
    nonces_[made].first_nonce = made;
    return made;
}

std::string digest_server::refuse(const site_request& request, bool is_stale)
{
    ++refused_;
    auto headers = before + "WWW-Authenticate: Digest realm=\"" + realm +
                   "\", qop=\"auth-int, auth\", algorithm=" + algorithm + ", nonce=\"" + new_nonce(request) +
                   "\", opaque=\"" + opaque + "\"" + (is_stale ? ", stale=TRUE" : "") + "\r\n" + behind +
                   (closes ? "Connection: close\r\n" : "");
    return http_answer("<html>no</html>", "401 Unauthorized", headers);
}

std::string digest_server::complain(std::string what)
{
    complaints_.push_back(std::move(what));
    return http_answer("no", "400 Bad Request");
}

std::string digest_server::fault(const fields& given, const site_request& request) const
{
    for (auto* name : {"username", "realm", "nonce", "uri", "response", "algorithm", "opaque", "qop", "nc", "cnonce"})
        if (!given.contains(name))
            return std::string("there is no ") + name;
    if (given.at("uri") != request.target)
        return "the uri is " + given.at("uri") + ", and the target " + request.target;
    if (given.at("realm") != plain_realm)
        return "the realm is " + given.at("realm");
    if (given.at("opaque") != opaque)
        return "opaque is " + given.at("opaque");
    if (given.at("algorithm") != algorithm)
        return "the algorithm is " + given.at("algorithm");
    if (given.at("qop") != "auth")
        return "qop is " + given.at("qop");
    if (given.at("cnonce").size() < 8)
        return "cnonce is short";
    return {};
}

std::string digest_server::expected(const fields& given, const site_request& request, nonce& known) const
{
    auto hashed_a1 = hash(given.at("username") + ":" + plain_realm + ":" + password);
    if (algorithm.ends_with("-sess"))
    {
        if (known.first_cnonce.empty())
            known.first_cnonce = given.at("cnonce");
        hashed_a1 = hash(hashed_a1 + ":" + known.first_nonce + ":" + known.first_cnonce);
    }
    return hash(hashed_a1 + ":" + given.at("nonce") + ":" + given.at("nc") + ":" + given.at("cnonce") +
                ":auth:" + hash(request.method + ":" + request.target));
}

std::string digest_server::answer(const site_request& request)
{
    auto header = request.header("Authorization");
    if (header.empty())
    {
        ++unasked_;
        return refuse(request, false);
    }
    if (!header.starts_with("Digest "))
        return complain("it is not Digest: " + header);
    auto given = parse(header);
    if (auto wrong = fault(given, request); !wrong.empty())
        return complain(wrong + " in " + header);
    auto known = nonces_.find(given["nonce"]);
    if (known == nonces_.end())
        return complain("nobody was given the nonce of " + header);
    auto& nonce = known->second;
    auto count = static_cast<std::uint32_t>(std::stoul(given["nc"], nullptr, 16));
    bool is_next = takes_gaps ? count > nonce.count : count == nonce.count + 1;
    if (!is_next || given["nc"] != count_text(count))
        return complain("the count after " + std::to_string(nonce.count) + " is " + given["nc"]);
    nonce.count = count;
    if (given["username"] != user || given["response"] != expected(given, request, nonce))
        return refuse(request, false);
    if (finds_all_stale || (binds_to_connection && nonce.connection != request.connection))
        return refuse(request, true);
    if (nonce.is_used_up || (uses != 0 && nonce.count > uses))
        return refuse(request, says_stale);
    ++accepted_;
    auto made = let_in(request);
    std::string info;
    if (gives_next)
    {
        nonce.is_used_up = true;
        auto next = new_nonce(request);
        nonces_[next].first_nonce = nonces_[given["nonce"]].first_nonce;
        nonces_[next].first_cnonce = nonces_[given["nonce"]].first_cnonce;
        info = "Authentication-Info: nextnonce=\"" + next + "\", qop=auth\r\n";
    }
    if (closes)
        info += "Connection: close\r\n";
    return made.insert(made.find("\r\n") + 2, info);
}

} // namespace test

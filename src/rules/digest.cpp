// SPDX-License-Identifier: BSL-1.0
#include "rules/digest.hpp"

#include "rules/ascii.hpp"
#include "rules/challenge.hpp"
#include "values/utf8.hpp"

#include <jsonrpcclient/error.hpp>

#include <utility>

namespace jsonrpcclient::detail {
namespace {

std::string quoted_string(std::string_view text)
{
    std::string made = "\"";
    for (char character : text)
    {
        if (character == '"' || character == '\\')
            made += '\\';
        made += character;
    }
    made += '"';
    return made;
}

// RFC 5987, section 3.2.
std::string extended(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    std::string made = "UTF-8''";
    for (char character : text)
    {
        if (plain.find(character) != plain.npos)
        {
            made += character;
            continue;
        }
        auto byte = static_cast<unsigned char>(character);
        made += '%';
        made += digits[byte >> 4];
        made += digits[byte & 15];
    }
    return made;
}

// Eight hexadecimal digits.
std::string count_text(std::uint32_t count)
{
    std::string made;
    for (int shift = 28; shift >= 0; shift -= 4)
        made += "0123456789abcdef"[count >> shift & 15];
    return made;
}

} // namespace

digest_session::digest_session(digest_challenge challenge, std::string user, std::string password, std::string cnonce)
    : challenge_(std::move(challenge)), user_(std::move(user)), password_(std::move(password)),
      fixed_cnonce_(std::move(cnonce))
{
    if (has_control(user_))
        throw client_error(errc::invalid_config, delivery::not_sent,
                           "the user's name has a control character, which no header can hold");
    begin();
}

void digest_session::begin()
{
    // RFC 7616, section 3.4.2.
    hashed_a1_ = hash(user_ + ':' + challenge_.realm + ':' + password_);
    if (!challenge_.is_session)
        return;
    session_cnonce_ = fixed_cnonce_.empty() ? random_hex(16) : fixed_cnonce_;
    hashed_a1_ = hash(hashed_a1_ + ':' + challenge_.nonce + ':' + session_cnonce_);
}

std::string digest_session::authorization(std::string_view method, std::string_view uri)
{
    auto& from = challenge_;
    auto hashed_a2 = hash(std::string(method) + ':' + std::string(uri));
    std::string header = "Digest ";
    if (from.hashes_user)
        header += "username=" + quoted_string(hash(user_ + ':' + from.realm));
    else if (from.is_utf8 && !is_ascii(user_))
        header += "username*=" + extended(user_);
    else
        header += "username=" + quoted_string(user_);
    header += ", realm=" + quoted_string(from.realm);
    header += ", nonce=" + quoted_string(from.nonce);
    header += ", uri=" + quoted_string(uri);
    // RFC 7616, section 3.4.1.
    auto proof = hashed_a1_ + ':' + from.nonce + ':';
    if (from.has_qop)
    {
        auto count = count_text(++count_);
        auto cnonce = from.is_session ? session_cnonce_ : fixed_cnonce_.empty() ? random_hex(16) : fixed_cnonce_;
        proof += count + ':' + cnonce + ":auth:";
        header += ", qop=auth, nc=" + count;
        header += ", cnonce=" + quoted_string(cnonce);
    }
    header += ", response=" + quoted_string(hash(proof + hashed_a2));
    if (!from.algorithm_name.empty())
        header += ", algorithm=" + from.algorithm_name;
    if (from.opaque)
        header += ", opaque=" + quoted_string(*from.opaque);
    if (from.hashes_user)
        header += ", userhash=true";
    return header;
}

bool digest_session::renew(digest_challenge next, bool had_credentials)
{
    bool is_worth_a_try = next.is_stale || !had_credentials;
    // Requests that were refused at the same time may bring one nonce, of which no count may come twice.
    if (next.nonce != challenge_.nonce)
        count_ = 0;
    challenge_ = std::move(next);
    begin();
    return is_worth_a_try;
}

void digest_session::take_info(std::string_view header)
{
    for (auto& part : parse_challenges(header))
    {
        auto next = part.find("nextnonce");
        if (!next || part.is_broken || next->empty() || has_control(*next) || *next == challenge_.nonce)
            continue;
        // The key of a session stays.
        challenge_.nonce = *next;
        count_ = 0;
    }
}

} // namespace jsonrpcclient::detail

// SPDX-License-Identifier: BSL-1.0
// The client's side of Digest authentication (RFC 7616, and RFC 2617 for servers without qop).
#pragma once

#include "rules/hash.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// What a server asks for; nothing in it has a control character.
struct digest_challenge
{
    std::string realm;
    std::string nonce;
    std::optional<std::string> opaque;
    hash_algorithm algorithm = hash_algorithm::md5;
    // The name of the algorithm as it came; empty if the server named none.
    std::string algorithm_name;
    // A key for the session is derived of the first nonces.
    bool is_session = false;
    // By the quality of protection "auth"; else as in RFC 2069.
    bool has_qop = false;
    // The user and the password may be right: only the nonce is too old.
    bool is_stale = false;
    bool is_utf8 = false;
    // The user's name is sent as a hash.
    bool hashes_user = false;
};

// The strongest of the Digest challenges that can be answered, the first of several that are as strong; from the values
// of all WWW-Authenticate (or Proxy-Authenticate) headers of an answer. None if there is none.
std::optional<digest_challenge> choose_digest(std::span<const std::string_view> headers);

// One server's challenge and the answers to it, of as many requests as the server lets it be used for. Not for several
// threads.
class digest_session
{
public:
    // The client's nonce is random, or for tests the given one. Throws `errc::invalid_config` if this build has no
    // hashes or the user's name has a control character.
    digest_session(digest_challenge challenge, std::string user, std::string password, std::string cnonce = {});

    // The value of the Authorization (or Proxy-Authorization) header of a request with this target.
    std::string authorization(std::string_view method, std::string_view uri);

    // Takes the challenge of a refused request, and tells whether the request is worth another try, with the next
    // `authorization`. It is not if it had credentials and the server does not say that the nonce was stale: user or
    // password are wrong. To be asked once for a request: some servers find every nonce stale.
    bool renew(digest_challenge next, bool had_credentials);

    // Takes the value of an Authentication-Info header (RFC 7616, section 3.5): it may name the next nonce.
    void take_info(std::string_view header);

private:
    std::string hash(const std::string& text) const { return hash_hex(challenge_.algorithm, text); }
    void begin();

    digest_challenge challenge_;
    std::string user_;
    std::string password_;
    std::string fixed_cnonce_;
    // Of algorithms with "-sess": what A1 was made of stays.
    std::string session_cnonce_;
    std::string hashed_a1_;
    std::uint32_t count_ = 0;
};

} // namespace jsonrpcclient::detail

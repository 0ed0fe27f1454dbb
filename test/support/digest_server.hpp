// SPDX-License-Identifier: BSL-1.0
// A server's side of Digest authentication that forgives nothing (RFC 7616), on its own feet: none of the library's
// code is used here.
#pragma once

#include "support/http_site.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace test {

class digest_server
{
public:
    // What it does beside the usual. Set before it is asked.
    std::string user = "cat";
    std::string password = "s3cret";
    std::string algorithm = "MD5";
    // Headers in front of its own challenge and behind it, each with CRLF.
    std::string before;
    std::string behind;
    // A nonce is good on the connection only that it was given on; on another one it is stale.
    bool binds_to_connection = false;
    // A nonce is good for so many requests; 0: for any number.
    std::size_t uses = 0;
    // Whether it says of a used up nonce that it is stale.
    bool says_stale = true;
    // Whatever comes is stale.
    bool finds_all_stale = false;
    // Each good answer gives the next nonce, and takes the old one back.
    bool gives_next = false;
    // Requests may be lost on their way: counts may be left out.
    bool takes_gaps = false;
    // Behind every answer.
    bool closes = false;

    // For an http_site. What is let in is answered by `let_in`.
    std::string answer(const site_request& request);
    http_site::handler let_in = [](const site_request& request) { return pong_to(request); };

    // Requests that were let in, that were refused, and of these those without Authorization.
    std::size_t accepted() const { return accepted_; }
    std::size_t refused() const { return refused_; }
    std::size_t unasked() const { return unasked_; }
    // How clients broke the rules.
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    struct nonce
    {
        nonce() {}

        std::size_t connection = 0;
        std::uint32_t count = 0;
        // Of a session: what its key was made of.
        std::string first_nonce;
        std::string first_cnonce;
        bool is_used_up = false;
    };
    using fields = std::map<std::string, std::string>;

    std::string hash(const std::string& text) const;
    std::string new_nonce(const site_request& request);
    std::string refuse(const site_request& request, bool is_stale);
    std::string complain(std::string what);
    // What is wrong with them for any nonce.
    std::string fault(const fields& given, const site_request& request) const;
    std::string expected(const fields& given, const site_request& request, nonce& known) const;

    std::map<std::string, nonce> nonces_;
    std::size_t accepted_ = 0;
    std::size_t refused_ = 0;
    std::size_t unasked_ = 0;
    std::vector<std::string> complaints_;
};

} // namespace test

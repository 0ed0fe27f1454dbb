// SPDX-License-Identifier: BSL-1.0
// What a client keeps between its HTTP exchanges, and what an answer asks for that is not its caller's to do: cookies,
// proof of who asks, redirects, compression.
#pragma once

#include "rules/cookie_jar.hpp"
#include "rules/digest.hpp"
#include "transport/http_exchange.hpp"
#include "transport/http_plan.hpp"

#include <memory>
#include <string>

namespace jsonrpcclient::detail {

// A server's challenge, and who answers it. It goes with a connection: some servers bind it to one, and where several
// count at once they count wrong.
struct digest_proof
{
    digest_proof(credentials who, digest_session session) : who(std::move(who)), session(std::move(session)) {}

    credentials who;
    digest_session session;
    // The server has taken it: user and password are right.
    bool is_accepted = false;
};

// What has been done for one message.
struct http_attempts
{
    std::size_t redirects = 0;
    bool is_challenged = false;
    bool has_proved = false;
    // The last place that a redirect led to.
    std::string redirected_to;
    // Mcp-Session-Id of the last exchange.
    std::string session_id;
};

class http_session
{
public:
    // How messages with these options are posted. Throws `errc::invalid_config`.
    std::shared_ptr<const http_plan> plan(const endpoint& where, std::shared_ptr<const option_set> options)
    {
        return make_plan(where, std::move(options), identities_);
    }

    // The headers that the next exchange has for itself. `digest` is the connection's, if it has one.
    header_list headers(http_attempts& so_far, const http_plan& plan, digest_proof* digest);

    // Takes what the answer says to the session. Gives the plan by which the message is to be sent again, if that is what
    // it asks for; sets the answer's note if it asks, and is not obeyed.
    std::shared_ptr<const http_plan> take(http_attempts& so_far, const std::shared_ptr<const http_plan>& plan,
                                          std::unique_ptr<digest_proof>& digest, http_answer& answer);

    // Keeps Mcp-Session-Id, or forgets it if the server has; takes it off the answer. To be called as soon as the header is there:
    // what is sent meanwhile belongs to the session. `take` does this as well.
    void take_session_id(const http_attempts& so_far, const http_plan& plan, http_answer& answer);

private:
    tls_identities identities_;
    cookie_jar cookies_;
    // Where the server is that has given it.
    endpoint session_place_;
    std::string session_id_;
};

// Undoes the compression of the body, or sets the answer's trouble.
void unpack(http_answer& answer, std::size_t max_size);

} // namespace jsonrpcclient::detail

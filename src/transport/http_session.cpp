// SPDX-License-Identifier: BSL-1.0
#include "transport/http_session.hpp"

#include "rules/content_coding.hpp"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

namespace jsonrpcclient::detail {
namespace {

// Whether the challenge is answered by another exchange. It goes on with this connection, or with the one that comes in
// its place.
bool answers_challenge(http_attempts& so_far, const http_plan& plan, std::unique_ptr<digest_proof>& digest,
                       http_answer& answer)
try
{
    auto& who = plan.options->auth;
    if (answer.challenges.empty() || !who || who->scheme != credentials::kind::digest || so_far.is_challenged)
        return false;
    std::vector<std::string_view> headers(answer.challenges.begin(), answer.challenges.end());
    auto challenge = choose_digest(headers);
    if (!challenge)
        return false;
    so_far.is_challenged = true;
    // Of a nonce that has worked some servers do not say that it is stale.
    if (digest && digest->who == *who)
        return digest->session.renew(std::move(*challenge), so_far.has_proved && !digest->is_accepted);
    digest = std::make_unique<digest_proof>(*who, digest_session(std::move(*challenge), who->user, who->secret));
    return true;
}
catch (const std::exception& error)
{
    // Of OpenSSL.
    answer.note = error.what();
    return false;
}

// A name that a server may give to a session of MCP (2025-06-18, "Session Management"): visible ASCII. It is sent with each
// request, so that it must not be long.
bool is_session_id(std::string_view text)
{
    constexpr std::size_t longest = 4096;
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char each) { return each > 0x20 && each < 0x7f; });
}

bool is_same_place(const endpoint& left, const endpoint& right)
{
    return is_same_origin(left, right) && left.socket_path == right.socket_path;
}

constexpr const char* session_header = "Mcp-Session-Id";

} // namespace

header_list http_session::headers(http_attempts& so_far, const http_plan& plan, digest_proof* digest)
{
    header_list made;
    if (plan.has_cookies && !cookies_.empty())
        if (auto cookies = cookies_.header_for(plan.to.where, std::chrono::system_clock::now()); !cookies.empty())
            made.emplace_back("Cookie", std::move(cookies));
    so_far.has_proved = digest && plan.options->auth == digest->who;
    if (so_far.has_proved)
        made.emplace_back("Authorization", digest->session.authorization("POST", plan.to.where.target));
    so_far.session_id.clear();
    if (!session_id_.empty() && is_same_place(session_place_, plan.to.where) &&
        !has_header(plan.headers, session_header))
    {
        so_far.session_id = session_id_;
        made.emplace_back(session_header, session_id_);
    }
    return made;
}

void http_session::take_session_id(const http_attempts& so_far, const http_plan& plan, http_answer& answer)
{
    auto given = std::exchange(answer.session_id, std::string());
    if (answer.status / 100 == 2 && is_session_id(given))
    {
        session_place_ = plan.to.where;
        session_id_ = std::move(given);
    }
    else if (answer.status == 404 && !so_far.session_id.empty() && so_far.session_id == session_id_)
        session_id_.clear();
}

std::shared_ptr<const http_plan> http_session::take(http_attempts& so_far, const std::shared_ptr<const http_plan>& plan,
                                                    std::unique_ptr<digest_proof>& digest, http_answer& answer)
{
    take_session_id(so_far, *plan, answer);
    if (plan->has_cookies)
        for (auto& cookie : answer.cookies)
            cookies_.store(cookie, plan->to.where, std::chrono::system_clock::now());
    if (so_far.has_proved && digest)
    {
        digest->is_accepted = digest->is_accepted || answer.status != 401;
        digest->session.take_info(answer.authentication_info);
    }
    if (answers_challenge(so_far, *plan, digest, answer))
        return plan;
    if (answer.location.empty())
        return nullptr;
    if (so_far.redirects == *plan->options->max_redirects)
    {
        answer.note = "there were more redirects than max_redirects allows, " + std::to_string(so_far.redirects);
        return nullptr;
    }
    ++so_far.redirects;
    // Another place asks anew.
    so_far.is_challenged = false;
    auto next = redirected(*plan, answer.location, identities_, answer.note);
    if (next)
        so_far.redirected_to = next->to.where.shown;
    return next;
}

void unpack(http_answer& answer, std::size_t max_size)
{
    if (answer.content_encoding.empty())
        return;
    auto outcome = decoding::too_large;
    answer.why = "the answer is larger than max_message_size allows, " + std::to_string(max_size) + " bytes";
    try
    {
        outcome = decode(answer.content_encoding, answer.body, max_size);
    }
    catch (const std::bad_alloc&)
    {
        answer.why = "the answer does not fit into the memory";
    }
    // Of a status that is an error the body matters less than the status.
    if (outcome == decoding::done || answer.status / 100 != 2)
        return;
    answer.trouble = outcome == decoding::too_large ? errc::message_too_large : errc::invalid_response;
    if (outcome == decoding::broken)
        answer.why = "the body of the answer is not in its Content-Encoding, " + answer.content_encoding;
    else if (outcome == decoding::unknown)
        answer.why = "the answer has a Content-Encoding that is not known, " + answer.content_encoding;
}

} // namespace jsonrpcclient::detail

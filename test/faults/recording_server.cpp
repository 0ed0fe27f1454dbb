// SPDX-License-Identifier: BSL-1.0
#include "faults/recording_server.hpp"

#include "support/scripted_server.hpp"

#include "demo_service.hpp"

#include <boost/json/parse.hpp>

namespace test {

namespace asio = boost::asio;
namespace json = boost::json;

recording_server::recording_server(asio::any_io_executor executor, std::string_view transport, manner how)
    : answers_all_(is_http(transport)), asks_who_(how == manner::asks_who)
{
    if (how == manner::plain)
    {
        server_ = std::make_unique<text_server>(executor, transport, [this](text_peer& peer) { return serve(peer); });
        return;
    }
    auto answer = [this](const site_request& request)
    {
        auto text = reply_to(request.body);
        return text.empty() ? "HTTP/1.1 204 No Content\r\n\r\n" : http_answer(text);
    };
    if (asks_who_)
    {
        doorman_.uses = 1;
        doorman_.takes_gaps = true;
        doorman_.let_in = answer;
        site_ = std::make_unique<http_site>(executor, transport,
                                            [this](const site_request& request) { return doorman_.answer(request); });
        return;
    }
    elsewhere_ = std::make_unique<http_site>(executor, transport, answer);
    auto there = http_answer("elsewhere", "307 Temporary Redirect", "Location: " + elsewhere_->url() + "\r\n");
    site_ = std::make_unique<http_site>(executor, transport, [there](const site_request&) { return there; });
}

jsonrpcclient::client_options recording_server::options(jsonrpcclient::client_options base) const
{
    if (asks_who_)
        base.digest_auth(doorman_.user, doorman_.password);
    return server_ ? server_->options(std::move(base)) : site_->options(std::move(base));
}

std::size_t recording_server::got(const std::string& call) const
{
    auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
}

void recording_server::stop()
{
    if (server_)
        server_->stop();
    for (auto* site : {site_.get(), elsewhere_.get()})
        if (site)
            site->stop();
}

std::string recording_server::reply_to(std::string_view message)
{
    auto note = [&](const json::value& call) { ++calls_[std::string(call.at("params").as_array().at(0).as_string())]; };
    auto parsed = json::parse(message);
    if (auto* batch = parsed.if_array())
        for (auto& call : *batch)
            note(call);
    else
        note(parsed);
    return demo::reply_to(message).text;
}

asio::awaitable<void> recording_server::serve(text_peer& peer)
{
    // The end comes at any time, and in the middle of anything.
    for (;;)
    {
        auto text = co_await peer.read();
        auto reply = reply_to(text);
        if (answers_all_ || !reply.empty())
            co_await peer.answer(std::move(reply));
    }
}

} // namespace test

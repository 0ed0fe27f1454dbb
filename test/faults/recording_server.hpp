// SPDX-License-Identifier: BSL-1.0
// A server that answers what the demo server answers, and knows which calls it has got.
#pragma once

#include "support/digest_server.hpp"
#include "support/text_peer.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace test {

// A call is known by its first argument, which is a text.
class recording_server
{
public:
    enum class manner
    {
        plain,
        // HTTP: another server answers.
        redirects,
        // HTTP: who asks has to prove who he is, for each call anew.
        asks_who
    };

    recording_server(boost::asio::any_io_executor executor, std::string_view transport, manner how);

    std::string url() const { return server_ ? server_->url() : site_->url(); }
    jsonrpcclient::client_options options(jsonrpcclient::client_options base = {}) const;

    // How often it has come.
    std::size_t got(const std::string& call) const;

    void stop();

private:
    std::string reply_to(std::string_view message);
    boost::asio::awaitable<void> serve(text_peer& peer);

    bool answers_all_;
    bool asks_who_;
    std::map<std::string, std::size_t> calls_;
    digest_server doorman_;
    std::unique_ptr<text_server> server_;
    std::unique_ptr<http_site> site_;
    std::unique_ptr<http_site> elsewhere_;
};

} // namespace test

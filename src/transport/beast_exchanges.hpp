// SPDX-License-Identifier: BSL-1.0
// The exchanges of one stream by Beast. What is as usual stands in http_exchange.cpp and needs no coroutine; what is
// not, in http_coroutines.cpp.
#pragma once

#include "transport/growing_body.hpp"
#include "transport/http_exchange.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <exception>
#include <optional>
#include <string>

namespace jsonrpcclient::detail {

namespace http = boost::beast::http;
namespace beast = boost::beast;

class beast_exchanges final : public http_exchanges
{
public:
    explicit beast_exchanges(stream& over) : over_(over) {}

    void prepare(const http_post& what, http_outcome& outcome) override;
    bool is_unfinished() const noexcept override { return is_unfinished_; }
    asio::awaitable<void> finish() override;
    asio::awaitable<bool> skip() override;

private:
    using ending = stream::step::ending;
    using parser = http::response_parser<growing_body>;

    void start(ending&& done) override;
    static void wrote(void* self, ending&& done, boost::system::error_code error, std::size_t size);
    static void came(void* self, ending&& done, boost::system::error_code error, std::size_t size);
    template <class Read>
    void go_on(ending&& done, Read read);

    // These read the answer. Each tells whether more has to come, for which there is space then.
    bool begin_answer();
    bool take(boost::system::error_code error, std::size_t size);
    bool read_what_came();
    bool make_space();

    void parse_what_came();
    void begin_body();
    bool is_answered();
    void conclude();
    bool is_reusable() const { return parser_->is_done() && parser_->keep_alive() && buffer_.size() == 0; }

    asio::awaitable<bool> read_in_turns();
    asio::awaitable<void> read_events();
    asio::awaitable<bool> read_rest();

    stream& over_;
    const http_post* what_ = nullptr;
    const option_set* options_ = nullptr;
    http_outcome* outcome_ = nullptr;
    // What is written in front of the body, and how much is written of both.
    std::string head_;
    std::size_t written_ = 0;
    boost::system::error_code unsent_;
    stream::step::allocator_type memory_{std::make_shared<operation_memory>()};
    // Keeps its memory for the next answer.
    beast::flat_buffer buffer_;
    asio::mutable_buffer space_;
    std::optional<parser> parser_;
    bool is_in_body_ = false;
    bool is_event_answer_ = false;
    // What went wrong with the answer.
    boost::system::error_code error_;
    std::exception_ptr thrown_;
    bool is_unfinished_ = false;
};

} // namespace jsonrpcclient::detail

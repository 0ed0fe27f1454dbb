// SPDX-License-Identifier: BSL-1.0
// An exchange from its beginning to the end of its answer, as most go.
#include "transport/http_exchange.hpp"

#include "transport/beast_exchanges.hpp"
#include "transport/http_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace jsonrpcclient::detail {

void beast_exchanges::prepare(const http_post& what, http_outcome& outcome)
{
    what_ = &what;
    options_ = what.plan.options.get();
    outcome_ = &outcome;
    if (what.headers.empty() && !what.plan.head.empty())
        head_ = what.plan.head;
    else
        head_ = request_head(what.plan, what.headers);
    char digits[20];
    head_.append(digits, std::to_chars(digits, digits + sizeof digits, what.body.size()).ptr).append("\r\n\r\n");
    written_ = 0;
    // Bounded: what frames a chunk may be as long as the server likes.
    buffer_.max_size(*options_->max_header_size + 65536);
    unsent_ = error_ = {};
    thrown_ = nullptr;
    is_event_answer_ = is_unfinished_ = false;
    what.now = phase::write;
}

void beast_exchanges::start(ending&& done)
{
    auto in_head = std::min(written_, head_.size());
    std::array<asio::const_buffer, 2> left;
    left[0] = asio::buffer(head_) + in_head;
    left[1] = asio::buffer(what_->body) + (written_ - in_head);
    over_.write_step(left, stream::step(&wrote, this, std::move(done), memory_));
}

void beast_exchanges::wrote(void* self, ending&& done, boost::system::error_code error, std::size_t size)
{
    auto& me = *static_cast<beast_exchanges*>(self);
    me.written_ += size;
    me.unsent_ = error;
    if (!error && me.written_ != me.head_.size() + me.what_->body.size())
        return me.start(std::move(done));
    me.outcome_->is_written = me.written_ != 0;
    if (!error)
    {
        me.what_->now = phase::wait;
        return me.go_on(std::move(done), [&] { return me.begin_answer(); });
    }
    // A server that refuses a large message may answer before it has read it all.
    me.is_unfinished_ = me.outcome_->is_written;
    me.outcome_->why = me.is_unfinished_ ? std::string() : error.message();
    std::move(done)();
}

void beast_exchanges::came(void* self, ending&& done, boost::system::error_code error, std::size_t size)
{
    auto& me = *static_cast<beast_exchanges*>(self);
    me.go_on(std::move(done), [&] { return me.take(error, size); });
}

template <class Read>
void beast_exchanges::go_on(ending&& done, Read read)
{
    bool is_more = false;
    try
    {
        is_more = read();
        if (!is_more && !is_event_answer_)
            conclude();
    }
    catch (...)
    {
        thrown_ = std::current_exception();
    }
    if (is_more)
        return over_.read_step(space_, stream::step(&came, this, std::move(done), memory_));
    is_unfinished_ = is_event_answer_ || thrown_;
    std::move(done)();
}

bool beast_exchanges::begin_answer()
{
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(*options_->max_header_size));
    // A stream of events has none.
    parser_->body_limit(boost::none);
    is_in_body_ = false;
    return read_what_came();
}

bool beast_exchanges::take(boost::system::error_code error, std::size_t size)
{
    buffer_.commit(size);
    outcome_->is_drained = size != space_.size();
    if (error == asio::error::eof && parser_->got_some())
        parser_->put_eof(error_);
    else if (error)
        error_ = error == asio::error::eof ? make_error_code(http::error::end_of_stream) : error;
    return read_what_came();
}

bool beast_exchanges::read_what_came()
{
    for (;;)
    {
        if (!error_)
            parse_what_came();
        // What came before may have been a stray; if nothing follows, it was the answer.
        if (error_)
            return false;
        if (!is_in_body_ && parser_->is_header_done())
        {
            is_event_answer_ =
                what_->events && parser_->get().result_int() / 100 == 2 && is_event_stream(parser_->get());
            if (is_event_answer_)
                return false;
            begin_body();
        }
        else if (!parser_->is_done())
            return make_space();
        else if (is_answered())
            return false;
        else
            return begin_answer();
    }
}

void beast_exchanges::parse_what_came()
{
    if (parser_->is_done() || buffer_.size() == 0)
        return;
    buffer_.consume(parser_->put(buffer_.data(), error_));
    if (error_ == http::error::need_more)
        error_ = {};
}

void beast_exchanges::begin_body()
{
    is_in_body_ = true;
    auto most = *options_->max_message_size;
    if (parser_->content_length().value_or(0) > most)
        error_ = http::error::body_limit;
    parser_->body_limit(most);
    parser_->eager(true);
}

// More than most answers have; beyond that, as much as there is room for.
bool beast_exchanges::make_space()
{
    constexpr std::size_t usual = 4096;
    constexpr std::size_t largest = 65536;
    auto free = std::max(usual, buffer_.capacity()) - buffer_.size();
    if (is_in_body_)
        free = std::max<std::size_t>(free,
                                     std::min<std::uint64_t>(parser_->content_length_remaining().value_or(0), largest));
    auto size = std::min({std::max<std::size_t>(free, 512), largest, buffer_.max_size() - buffer_.size()});
    if (size == 0)
        error_ = http::error::buffer_overflow;
    else
        space_ = buffer_.prepare(size);
    return size != 0;
}

// The parser has read an answer. Whether that was all.
bool beast_exchanges::is_answered()
{
    auto status = parser_->get().result_int();
    // An interim answer, such as 100 Continue, comes before the answer (RFC 9110, section 15.2).
    if (status / 100 == 1)
        return false;
    outcome_->is_reusable = is_reusable();
    outcome_->answer.emplace(take_head(parser_->get()));
    outcome_->answer->body = std::move(parser_->get().body());
    return !what_->may_meet_stray || status / 100 != 2 || !outcome_->answer->body.empty();
}

void beast_exchanges::conclude()
{
    // What a large answer took is not kept.
    constexpr std::size_t usual = 65536;
    if (buffer_.size() == 0 && buffer_.capacity() > usual)
        buffer_.shrink_to_fit();
    outcome_->is_reusable = outcome_->is_reusable && !error_ && !unsent_;
    if (outcome_->answer || !outcome_->why.empty())
        return;
    // Of the two, the one that tells more: how the server ended TLS, say, rather than that nothing can be written.
    bool is_end = error_ == http::error::end_of_stream || error_ == asio::error::connection_reset ||
                  error_ == asio::error::timed_out;
    explain(*outcome_, unsent_ && is_end ? unsent_ : error_, *options_);
}

std::unique_ptr<http_exchanges> make_exchanges(stream& over) { return std::make_unique<beast_exchanges>(over); }

} // namespace jsonrpcclient::detail

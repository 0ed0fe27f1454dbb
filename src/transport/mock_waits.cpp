// SPDX-License-Identifier: BSL-1.0
// What a test awaits of a mock server: messages of the client, and its answers.
#include "transport/mock_state.hpp"

#include "rules/validation.hpp"

#include <boost/json/serialize.hpp>

namespace jsonrpcclient::detail {

// A request of the mock's, as long as it waits for its answer.
class mock_state::question
{
public:
    explicit question(mock_state& owner) : owner_(owner), number_(++owner.last_question_)
    {
        owner_.questions_.emplace(number_, this);
    }
    question(const question&) = delete;
    question& operator=(const question&) = delete;
    ~question() { owner_.questions_.erase(number_); }

    std::int64_t number() const noexcept { return number_; }

    // The text of the answer; empty as long as there is none.
    std::string answer;

private:
    mock_state& owner_;
    std::int64_t number_;
};

bool mock_state::is_awaited(const json::object& answer)
{
    auto* id = answer.if_contains("id");
    auto* number = id ? id->if_int64() : nullptr;
    auto found = number ? questions_.find(*number) : questions_.end();
    if (found == questions_.end() || !found->second->answer.empty())
        return false;
    found->second->answer = json::serialize(answer);
    news_.ring();
    return true;
}

asio::awaitable<json::value> mock_state::ask(std::shared_ptr<mock_state> me, request message)
{
    auto over = me->latest();
    question asked(*me);
    auto name = "\"" + message.method() + "\" to the client";
    message.id(asked.number());
    over->push(to_string(message));
    while (asked.answer.empty())
    {
        if (over->is_over())
            throw client_error(errc::connection_lost, delivery::maybe_executed, name + ": the connection has ended");
        co_await me->news_.wait();
    }
    incoming_parser parser;
    parser.parse(asked.answer);
    read_answer answer(std::move(parser.messages().front()), true);
    if (std::string rule(answer.rule); !rule.empty())
        throw invalid_response(rule, std::make_shared<const std::string>(asked.answer), name + ": " + rule);
    if (!answer.data.ok())
        throw remote_error(answer.data.error(), name + ": " + asked.answer);
    co_return std::move(answer.data.result());
}

asio::awaitable<void> mock_state::wait_for_news()
{
    if (is_closed_)
        throw client_error(errc::closed, delivery::not_sent, "the mock server is destroyed");
    co_await news_.wait();
}

asio::awaitable<received_message> mock_state::next_received(std::shared_ptr<mock_state> me)
{
    while (me->given_ == me->received_.size())
        co_await me->wait_for_news();
    co_return me->received_[me->given_++];
}

asio::awaitable<void> mock_state::until_received(std::shared_ptr<mock_state> me, std::string method, std::size_t number)
{
    while (me->count(method) < number)
        co_await me->wait_for_news();
}

} // namespace jsonrpcclient::detail

// SPDX-License-Identifier: BSL-1.0
// What the limits share: programs without the library, each of them the loop that one would write by hand for one
// transport and nothing else.
#pragma once

#include "measure.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/value.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iostream>
#include <optional>
#include <stdexcept>

namespace bench {

namespace asio = boost::asio;
namespace json = boost::json;
using tcp = asio::ip::tcp;

// Of a URL `scheme://127.0.0.1:port`.
inline tcp::endpoint endpoint_of(const std::string& url)
{
    auto port = std::stoul(url.substr(url.rfind(':') + 1));
    return tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
}

inline void append_request(std::string& out, std::uint64_t id, std::string_view method)
{
    char digits[20];
    auto end = std::to_chars(digits, digits + sizeof digits, id).ptr;
    out.append("{\"jsonrpc\":\"2.0\",\"method\":\"").append(method);
    out.append("\",\"id\":").append(digits, end).append("}");
}

// A request, or an array of them with ids from `first_id` on.
inline void append_message(std::string& out, const scenario& what, std::uint64_t first_id)
{
    if (what.batch == 1)
        return append_request(out, first_id, what.method);
    char before = '[';
    for (std::size_t i = 0; i != what.batch; ++i)
    {
        out += before;
        append_request(out, first_id + i, what.method);
        before = ',';
    }
    out += ']';
}

// Of an answer, or of the first one in an array.
inline std::uint64_t id_of(const json::value& answer)
{
    auto& first = answer.is_array() ? answer.get_array().at(0) : answer;
    return first.as_object().at("id").to_number<std::uint64_t>();
}

// The results of a message's calls, in the order of the calls. Throws if one is missing.
class result_list
{
public:
    void read(const json::value& answer, const scenario& what, std::uint64_t first_id)
    {
        results_.assign(what.batch, nullptr);
        if (what.batch == 1)
            add(answer, first_id);
        else
            for (auto& element : answer.as_array())
                add(element, first_id);
        for (auto* result : results_)
            if (!result)
                throw std::runtime_error("an answer is missing");
    }

private:
    void add(const json::value& answer, std::uint64_t first_id)
    {
        auto& object = answer.as_object();
        results_.at(object.at("id").to_number<std::uint64_t>() - first_id) = &object.at("result").as_string();
    }

    std::vector<const json::string*> results_;
};

// Messages that wait for their answers, on a connection that has many of them. Worker `w` of `n` sends the messages
// w, w + n, w + 2n, ..., so it has a place of its own here. The deadlines of all are in one queue with one timer.
class slots
{
public:
    slots(const asio::any_io_executor& executor, const scenario& what)
        : slots_(what.in_flight), batch_(what.batch), timer_(executor)
    {
        watch();
    }

    // To be awaited: the answer, or null after the deadline.
    auto answer_to(std::uint64_t message)
    {
        return asio::async_initiate<const asio::deferred_t, void(json::value)>(
            [this](auto handler, std::uint64_t message)
            {
                auto& slot = slots_[message % slots_.size()];
                slot.message = message;
                slot.handler.emplace(std::move(handler));
                deadlines_.push_back(deadline(now_ + std::chrono::seconds(30), message));
            },
            asio::deferred, message);
    }

    // Resumes the worker in place.
    void complete(json::value answer)
    {
        auto message = id_of(answer) / batch_;
        if (!complete(message, std::move(answer)))
            throw std::runtime_error("an answer to nothing");
        while (!deadlines_.empty() && !is_live(deadlines_.front().message))
            deadlines_.pop_front();
    }

    // Called when messages have arrived.
    void look_at_clock() { now_ = meter::clock::now(); }

private:
    struct slot
    {
        std::uint64_t message = 0;
        std::optional<asio::any_completion_handler<void(json::value)>> handler;
    };

    struct deadline
    {
        deadline(meter::clock::time_point time, std::uint64_t message) : time(time), message(message) {}

        meter::clock::time_point time;
        std::uint64_t message;
    };

    bool is_live(std::uint64_t message) const
    {
        auto& slot = slots_[message % slots_.size()];
        return slot.message == message && slot.handler;
    }

    bool complete(std::uint64_t message, json::value answer)
    {
        if (!is_live(message))
            return false;
        auto& slot = slots_[message % slots_.size()];
        auto handler = std::move(*slot.handler);
        slot.handler.reset();
        std::move(handler)(std::move(answer));
        return true;
    }

    // All deadlines are equally far away: it is enough to look at the first, once a second.
    void watch()
    {
        timer_.expires_after(std::chrono::seconds(1));
        timer_.async_wait(
            [this](boost::system::error_code error)
            {
                if (error)
                    return;
                look_at_clock();
                while (!deadlines_.empty() && deadlines_.front().time < now_)
                {
                    auto message = deadlines_.front().message;
                    deadlines_.pop_front();
                    complete(message, nullptr);
                }
                watch();
            });
    }

    std::vector<slot> slots_;
    std::size_t batch_;
    std::deque<deadline> deadlines_;
    asio::steady_timer timer_;
    meter::clock::time_point now_ = meter::clock::now();
};

// Bytes that have arrived, and are lines.
class line_buffer
{
public:
    // Where the next bytes may go.
    asio::mutable_buffer space()
    {
        if (filled_ > bytes_.size() / 2)
            bytes_.resize(2 * bytes_.size());
        return asio::buffer(bytes_) + filled_;
    }

    // Gives each whole line to `use`, and keeps the rest.
    template <class Use>
    void take(std::size_t arrived, Use use)
    {
        std::size_t begin = 0;
        auto searched = filled_;
        filled_ += arrived;
        std::string_view all(bytes_.data(), filled_);
        for (auto end = all.find('\n', searched); end != all.npos; end = all.find('\n', begin))
        {
            use(all.substr(begin, end - begin));
            begin = end + 1;
        }
        filled_ -= begin;
        std::memmove(bytes_.data(), bytes_.data() + begin, filled_);
    }

private:
    std::string bytes_ = std::string(1 << 16, '\0');
    std::size_t filled_ = 0;
};

// A program that is run as `PROGRAM SCENARIO URL CALLS`; `run` gets the scenario, the URL and a meter.
template <class Run>
int run_limit(int count, char* arguments[], Run run)
{
    try
    {
        if (count != 4)
            throw std::invalid_argument("usage: PROGRAM SCENARIO URL CALLS");
        scenario what(arguments[1]);
        meter figures(what, std::stoull(arguments[3]));
        run(what, std::string(arguments[2]), figures);
        if (!figures.is_done())
            throw std::runtime_error("the calls have ended too early");
        figures.print();
        return EXIT_SUCCESS;
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}

// Lets exceptions of a coroutine out of `run()`.
inline void or_throw(std::exception_ptr error)
{
    if (error)
        std::rethrow_exception(error);
}

// The same, and ends `run()` when the coroutine has seen the last call.
inline auto or_stop(asio::io_context& context)
{
    return [&context](std::exception_ptr error)
    {
        or_throw(error);
        context.stop();
    };
}

} // namespace bench

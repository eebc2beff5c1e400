-- What a person does in Neovim, written down as JSON: $CUSTODY_SESSION_OUT gets what was seen.
local seen = {}

local function grave(buffer)
  return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
end

local function await(what, isSo)
  if not vim.wait(40000, isSo, 20) then
    error("waited in vain for " .. what)
  end
end

local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 20000) or {}) do
    if answer.error then
      error(method .. ": " .. vim.inspect(answer.error))
    end
    return answer.result
  end
  error(method .. ": nobody answered")
end

local function look(name)
  vim.cmd("edit " .. name)
  await("an error in " .. name, function() return #grave(0) > 0 end)
  local found = {}
  for _, one in ipairs(grave(0)) do
    local text = vim.api.nvim_buf_get_text(0, one.lnum, one.col, one.end_lnum, one.end_col, {})
    table.insert(found, { line = one.lnum, text = text[1], code = one.code, source = one.source, message = one.message })
  end
  return found
end

local function session()
  seen.lockfile = look("package-lock.json")
  seen.manifest = look("package.json")

  local first = grave(0)[1]
  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  seen.hover = ask("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16")).contents

  local params = vim.lsp.util.make_range_params(0, "utf-16")
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, first.lnum) }
  local actions = ask("textDocument/codeAction", params)
  seen.titles = vim.tbl_map(function(action) return action.title end, actions)
  local before = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local fix = vim.tbl_filter(function(action) return vim.startswith(action.title, "Roll back") end, actions)[1]
  vim.lsp.util.apply_workspace_edit(fix.edit, "utf-16")
  seen.fixed = vim.api.nvim_get_current_line()
  await("the error to go", function() return #grave(0) == 0 end)
  vim.cmd("undo")
  seen.undone = vim.deep_equal(before, vim.api.nvim_buf_get_lines(0, 0, -1, false))
  await("the error to come back", function() return #grave(0) > 0 end)
end

local ok, fault = pcall(session)
if not ok then
  seen.fault = tostring(fault)
end
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.CUSTODY_SESSION_OUT)
vim.cmd("qall!")
